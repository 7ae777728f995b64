import type { App } from "../app.ts";
import { fingerprintIn, shadowFile } from "../form/access.ts";
import { byId, h, setText } from "../dom.ts";
import { canMakeHostKey, hashPassword, makeHostKey } from "../keys/make.ts";
import { button, field, problemList, section } from "./field.ts";

/** Keys and password: all that goes into the site overlay. */
export function accessView(app: App): HTMLElement {
  const { texts, state: { access } } = app;
  return section("access", texts.heading.access,
    h("p", { class: "note" }, texts.note.access),
    field(app, { place: "keys", text: texts.field.keys, value: access.keys, set: (value) => { access.keys = value; }, rows: 3, optional: true }),
    h("div", { class: "grid" }, passwordView(app), hostKeyView(app)),
    field(app, { place: "siteId", text: texts.field.siteId, value: access.siteId, set: (value) => { access.siteId = value; }, optional: true, size: "short" }));
}

const passwordInput = (): HTMLInputElement | null => byId("password") as HTMLInputElement | null;

/** Hashes what stands in the password's field, and clears the field first: from then on only the hash exists. */
export async function takePassword(app: App): Promise<void> {
  const input = passwordInput();
  const password = input?.value ?? "";
  if (input === null || password === "") return;
  input.value = "";
  setText(byId("password-state"), app.texts.password.hashing);
  app.state.access.shadow = { file: shadowFile(await hashPassword(password)), made: true };
  app.state.dirty = true;
  app.rebuild(document.activeElement?.id === "set-password" ? "remove-password" : undefined);
}

function passwordView(app: App): HTMLElement {
  const { texts, state: { access } } = app;
  const { shadow } = access;
  const input = h("input", { id: "password", type: "password", autocomplete: "new-password", spellcheck: "false", "aria-describedby": "password-hint password-state" });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") void takePassword(app);
  });
  const show = h("input", { id: "show-password", type: "checkbox", onchange: () => { input.type = show.checked ? "text" : "password"; } });
  const remove = (): void => {
    access.shadow = null;
    app.state.dirty = true;
    app.rebuild("password");
  };
  return h("div", { class: "field" },
    h("label", { for: "password" }, texts.field.password.label, h("span", { class: "optional" }, ` (${texts.optional})`)),
    input,
    h("div", { class: "check" }, show, h("label", { for: "show-password" }, texts.showPassword)),
    h("p", { class: "hint", id: "password-hint" }, texts.field.password.hint),
    h("p", { class: "state", id: "password-state", role: "status" }, shadow === null ? texts.password.none : shadow.made ? texts.password.set : texts.password.kept),
    problemList("password"),
    h("div", { class: "buttons" },
      button(texts.button.setPassword, () => { void takePassword(app); }, { id: "set-password" }),
      shadow !== null && button(texts.button.removePassword, remove, { id: "remove-password", class: "quiet" })));
}

function hostKeyView(app: App): HTMLElement {
  const { texts, state: { access } } = app;
  const { hostKey } = access;
  const make = async (): Promise<void> => {
    const files = await makeHostKey();
    if (files === null) {
      setText(byId("hostkey-state"), texts.hostKey.unavailable);
      return;
    }
    access.hostKey = { files, fingerprint: fingerprintIn(files), made: true };
    app.state.dirty = true;
    app.rebuild("remove-key");
  };
  const remove = (): void => {
    access.hostKey = null;
    app.state.dirty = true;
    app.rebuild("make-key");
  };
  const making = button(texts.button.makeKey, () => { void make(); }, { id: "make-key" });
  const state = h("p", { class: "state", id: "hostkey-state", role: "status" }, hostKey === null ? texts.hostKey.none : hostKey.made ? texts.hostKey.made : texts.hostKey.kept);
  void canMakeHostKey().then((can) => {
    if (can || hostKey !== null) return;
    making.disabled = true;
    setText(state, `${texts.hostKey.none} ${texts.hostKey.unavailable}`);
  });
  return h("div", { class: "field", role: "group", "aria-labelledby": "hostkey-label" },
    h("span", { class: "label", id: "hostkey-label" }, texts.hostKey.label, h("span", { class: "optional" }, ` (${texts.optional})`)),
    state,
    hostKey?.fingerprint !== undefined && hostKey.fingerprint !== null && h("p", { class: "mono", id: "fingerprint" }, hostKey.fingerprint),
    hostKey !== null && app.state.fields.machines.length > 1 && h("p", { class: "hint" }, texts.hostKey.shared),
    h("div", { class: "buttons" }, making, hostKey !== null && button(texts.button.removeKey, remove, { id: "remove-key", class: "quiet" })));
}
