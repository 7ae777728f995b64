import type { FieldText } from "../../messages/page/index.ts";
import { touch, type App } from "../app.ts";
import type { Place } from "../form/fields.ts";
import { h } from "../dom.ts";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export interface FieldOptions {
  place: Place;
  text: FieldText;
  value: string;
  set: (value: string) => void;
  optional?: boolean;
  /** Lines of a text area; a single-line input without it. */
  rows?: number;
  /** Value and text of each choice: a list to choose from. */
  choices?: readonly (readonly [value: string, text: string])[];
  /** The typical length in characters, for narrow fields. */
  size?: "short";
}

/** A label, a control, its hint, and room for what is wrong with it. What is wrong is shown once the field was left. */
export function field(app: App, options: FieldOptions): HTMLElement {
  const { place, text, optional, size } = options;
  const control = makeControl(options);
  const changed = (): void => {
    app.state.dirty = true;
    options.set(control.value);
    app.update();
  };
  control.addEventListener("input", changed);
  control.addEventListener("blur", () => { touch(app, place); });
  control.setAttribute("aria-describedby", `${place}-hint ${place}-problems`);
  return h("div", { class: size === "short" ? "field short" : "field" },
    h("label", { for: place }, text.label, optional === true && h("span", { class: "optional" }, ` (${app.texts.optional})`)),
    control,
    h("p", { class: "hint", id: `${place}-hint` }, text.hint),
    problemList(place));
}

/** Where the problems of a place are shown; read out when they change. */
export function problemList(place: Place): HTMLElement {
  return h("div", { class: "problems", id: `${place}-problems`, "aria-live": "polite" });
}

function makeControl({ place, value, rows, choices }: FieldOptions): Control {
  const common = { id: place, name: place, autocomplete: "off" } as const;
  if (choices !== undefined) {
    const select = h("select", common, ...choices.map(([choice, text]) => h("option", { value: choice, selected: choice === value }, text)));
    // A value from an ISO that this list does not have stays as it is.
    if (!choices.some(([choice]) => choice === value)) select.append(h("option", { value, selected: true }, value));
    return select;
  }
  const typed = { ...common, spellcheck: "false", autocapitalize: "none" };
  const control = rows === undefined ? h("input", { ...typed, type: "text" }) : h("textarea", { ...typed, rows });
  control.value = value;
  return control;
}

/** A part of the page under a heading; its id is no field's. */
export function section(id: string, title: string, ...children: (Node | null | false)[]): HTMLElement {
  return h("section", { "aria-labelledby": `part-${id}-title`, id: `part-${id}` }, h("h2", { id: `part-${id}-title` }, title), ...children);
}

export function button(text: string, act: () => void, props: Record<string, string | boolean> = {}): HTMLButtonElement {
  return h("button", { type: "button", ...props, onclick: act }, text);
}
