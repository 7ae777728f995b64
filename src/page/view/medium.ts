import { mediumProblemText } from "../../messages/iso/index.ts";
import { checkMedium, readMedium, siteEntries, type Medium } from "../../personal/index.ts";
import type { App } from "../app.ts";
import { fileAccess } from "../file.ts";
import { accessOf } from "../form/access.ts";
import { fillFields } from "../form/fill.ts";
import { byId, h, setText } from "../dom.ts";
import { BASE_OPTIONS } from "../state.ts";
import { button, section } from "./field.ts";

/** Where the ISO is chosen, and what it is. */
export function mediumView(app: App): HTMLElement {
  const { texts } = app;
  const input = h("input", { id: "file", type: "file", accept: ".iso,application/x-iso9660-image", "aria-describedby": "file-hint medium-state" });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file !== undefined) void examine(app, file);
  });
  // Chromium says nothing of the same path chosen again, as it is told to after a refusal. What was chosen is in the state.
  let [chosen] = input.files ?? [];
  input.addEventListener("click", () => {
    [chosen] = input.files ?? [];
    input.value = "";
  });
  input.addEventListener("cancel", () => {
    if (chosen === undefined) return;
    const again = new DataTransfer();
    again.items.add(chosen);
    input.files = again.files;
  });
  // A label over the control is what is seen and clicked: the control's own words are the browser's, in its language.
  return section("medium", texts.heading.medium,
    h("div", { class: "field" },
      h("label", { for: "file" }, texts.field.file.label),
      input,
      h("p", { class: "hint", id: "file-hint" }, texts.field.file.hint),
      h("progress", { id: "medium-progress", max: 100, value: 0, hidden: true, "aria-label": texts.heading.medium }),
      h("p", { class: "state", id: "medium-state", role: "status" }),
      h("div", { class: "buttons", id: "medium-buttons" })));
}

/** Reads the file, fills the form where it is untouched, then checks every byte. A file chosen later overtakes. */
async function examine(app: App, file: File): Promise<void> {
  const { state } = app;
  state.medium = { state: "reading", file };
  app.update();
  const access = fileAccess(file);
  const current = (): boolean => "file" in state.medium && state.medium.file === file;
  try {
    const read = await readMedium(access);
    if (!current()) return;
    if (!read.ok) {
      state.medium = { state: "refused", problem: read.problem };
      app.update();
      return;
    }
    const { medium } = read;
    const fill = isPersonal(medium) && !state.dirty;
    state.medium = { state: "checking", file, medium, percent: 0, filled: fill };
    if (fill) fillFrom(app, medium);
    else if (state.fields.options === BASE_OPTIONS && !isPersonal(medium)) state.fields.options = medium.extra;
    app.rebuild();
    const problem = await checkMedium(access, medium, (done, total) => {
      if (!current()) return;
      state.medium = { ...state.medium, percent: Math.floor((done / total) * 100) } as typeof state.medium;
      showMedium(app);
    });
    if (!current() || !("medium" in state.medium)) return;
    state.medium = problem === null ? { ...state.medium, state: "whole" } : { state: "refused", problem };
  } catch {
    if (!current()) return;
    state.medium = { state: "refused", problem: "unreadable" };
  }
  app.update();
}

const isPersonal = ({ tokens, site }: Medium): boolean => tokens !== "" || siteEntries(site).length > 0;

function fillFrom({ state }: App, medium: Medium): void {
  state.fields = fillFields(medium.tokens, medium.extra);
  state.access = accessOf(medium.site);
  state.touched.clear();
  state.dirty = false;
  state.langChosen = true;
}

/** Shows what is known of the ISO. */
export function showMedium(app: App): void {
  const { state: { medium, lang }, texts } = app;
  const progress = byId("medium-progress") as HTMLProgressElement | null;
  if (progress !== null) {
    progress.hidden = medium.state !== "checking";
    progress.value = medium.state === "checking" ? medium.percent : 0;
  }
  const line = byId("medium-state");
  line?.classList.toggle("error", medium.state === "refused");
  line?.classList.toggle("good", medium.state === "whole");
  const buttons = byId("medium-buttons");
  const offer = "medium" in medium && !medium.filled && isPersonal(medium.medium);
  if (offer && buttons?.childElementCount === 0) {
    const take = (): void => {
      if (!("medium" in app.state.medium)) return;
      fillFrom(app, app.state.medium.medium);
      app.state.medium = { ...app.state.medium, filled: true };
      app.rebuild("file");
    };
    buttons.append(button(texts.button.takeFields, take, { id: "take-fields" }));
  } else if (!offer) {
    buttons?.replaceChildren();
  }
  setText(line, stateText());

  function stateText(): string {
    if (medium.state === "none") return texts.medium.none;
    if (medium.state === "reading") return texts.medium.reading;
    if (medium.state === "refused") return medium.problem === "unreadable" ? texts.medium.unreadable : mediumProblemText(medium.problem, lang);
    const what = isPersonal(medium.medium) ? `${texts.medium.personal(medium.medium.version)} ${medium.filled ? texts.medium.filled : texts.medium.keptFields}` : texts.medium.base(medium.medium.version);
    const kept = siteEntries(app.state.access.kept).map(([name]) => name).join(", ");
    // Read out once a tenth, not at each piece.
    const done = medium.state === "whole" ? texts.medium.whole(medium.file.size.toLocaleString(lang)) : texts.medium.checking(medium.percent - (medium.percent % 10));
    return [what, done, kept === "" ? "" : texts.medium.kept(kept)].filter((part) => part !== "").join(" ");
  }
}
