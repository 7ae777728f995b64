import { siteEntries, type OverlayName } from "../../personal/index.ts";
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
    field(app, { place: "siteId", text: texts.field.siteId, value: access.siteId, set: (value) => { access.siteId = value; }, optional: true, size: "short" }),
    keptView(app));
}

/** What a chosen ISO brought and the form has no field for, with a way to leave it out: a certificate with its key, the rest one by one. */
function keptView(app: App): HTMLElement | false {
  const { texts, state } = app;
  const names = siteEntries(state.access.kept).map(([name]) => name);
  if (names.length === 0) return false;
  const isTls = (name: OverlayName): boolean => name.startsWith("tls.");
  const parts = [names.filter(isTls), ...names.filter((name) => !isTls(name)).map((name) => [name])].filter((part) => part.length > 0);
  const remove = (part: readonly OverlayName[]): void => {
    state.access.kept = Object.fromEntries(siteEntries(state.access.kept).filter(([name]) => !part.includes(name)));
    state.dirty = true;
    app.rebuild("siteId");
  };
  return h("div", { class: "field", role: "group", "aria-labelledby": "kept-state" },
    h("p", { class: "state", id: "kept-state" }, texts.medium.kept(names.join(", "))),
    h("div", { class: "buttons" }, ...parts.map((part) => button(texts.button.removeKept(part.join(", ")), () => { remove(part); }, { class: "quiet" }))));
}

const passwordInput = (): HTMLInputElement | null => byId("password") as HTMLInputElement | null;

/** What is still being hashed or made. */
let pending: Promise<unknown> = Promise.resolve();
/** Counts what was done about the password: a hash that is ready after something else was done is of no use. */
let latest = 0;
let hashing = false;

/** All that was asked for is in the state, the password that stands in its field included: from then on an ISO may be made. */
export async function accessTaken(app: App): Promise<void> {
  takePassword(app);
  await pending;
}

/** Hashes what stands in the password's field, and clears the field first: from then on only the hash exists. */
function takePassword(app: App): void {
  const input = passwordInput();
  const password = input?.value ?? "";
  if (input === null || password === "") return;
  input.value = "";
  app.state.dirty = true;
  pending = Promise.all([pending, hashInto(app, password)]);
}

async function hashInto(app: App, password: string): Promise<void> {
  latest += 1;
  const own = latest;
  hashing = true;
  setText(byId("password-state"), app.texts.password.hashing);
  const file = shadowFile(await hashPassword(password));
  if (own !== latest) return;
  hashing = false;
  app.state.access.shadow = { file, made: true };
  app.rebuild(document.activeElement?.id === "set-password" ? "remove-password" : undefined);
}

function passwordView(app: App): HTMLElement {
  const { texts, state: { access } } = app;
  const { shadow } = access;
  const input = h("input", { id: "password", type: "password", autocomplete: "new-password", spellcheck: "false", "aria-describedby": "password-hint password-state" });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") takePassword(app);
  });
  const show = h("input", { id: "show-password", type: "checkbox", onchange: () => { input.type = show.checked ? "text" : "password"; } });
  const remove = (): void => {
    latest += 1;
    hashing = false;
    access.shadow = null;
    app.state.dirty = true;
    app.rebuild("password");
  };
  return h("div", { class: "field" },
    h("label", { for: "password" }, texts.field.password.label, h("span", { class: "optional" }, ` (${texts.optional})`)),
    input,
    h("div", { class: "check" }, show, h("label", { for: "show-password" }, texts.showPassword)),
    h("p", { class: "hint", id: "password-hint" }, texts.field.password.hint),
    h("p", { class: "state", id: "password-state", role: "status" }, hashing ? texts.password.hashing : shadow === null ? texts.password.none : shadow.made ? texts.password.set : texts.password.kept),
    problemList("password"),
    h("div", { class: "buttons" },
      button(texts.button.setPassword, () => { takePassword(app); }, { id: "set-password" }),
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
    app.state.access.hostKey = { files, fingerprint: fingerprintIn(files), made: true };
    app.state.dirty = true;
    app.rebuild("remove-key");
  };
  const remove = (): void => {
    access.hostKey = null;
    app.state.dirty = true;
    app.rebuild("make-key");
  };
  const making = button(texts.button.makeKey, () => { pending = Promise.all([pending, make()]); }, { id: "make-key" });
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
