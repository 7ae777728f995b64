import { mediumProblemText } from "../messages/iso/index.ts";
import { personalise } from "../personal/index.ts";
import type { App } from "./app.ts";
import { fileAccess, patchedBlob, saveAs } from "./file.ts";
import { siteFilesOf } from "./form/access.ts";
import { secretOf } from "./form/pairSecret.ts";
import type { Checked } from "./form/check.ts";
import { byId, h } from "./dom.ts";
import { makePairSecret } from "./keys/make.ts";
import { accessTaken } from "./view/access.ts";
import type { Shown } from "./view/problems.ts";

/** What is said beside the button; the last of it stays until something else is said. */
function say(text: string, kind: "error" | "good" | "" = "", more = ""): void {
  const place = byId("save-state");
  place?.replaceChildren(h("p", { class: kind }, text), ...(more === "" ? [] : [h("p", {}, more)]));
}

/** Name of the file: the host's, where it has one that can stand in a file name. */
function fileName(host: string): string {
  const name = host.trim().toLowerCase();
  return `ramvisor-${/^[a-z0-9][a-z0-9.-]*$/.test(name) ? name : "personal"}.iso`;
}

/**
 * Makes the personal ISO and hands it to the browser, or says what is missing and goes there. `look`: what the form says
 * at that moment, all fields counted as left.
 */
export async function save(app: App, look: () => { checked: Checked; problems: readonly Shown[] }): Promise<void> {
  const { state, texts } = app;
  await accessTaken(app);
  const { checked, problems } = look();
  const error = problems.find(({ severity }) => severity === "error");
  if (error !== undefined) {
    say(texts.save.needFixes, "error");
    byId(error.place)?.focus();
    return;
  }
  const { medium } = state;
  if (medium.state === "none" || medium.state === "refused") {
    say(texts.save.needMedium, "error");
    byId("file")?.focus();
    return;
  }
  if (medium.state !== "whole") {
    say(texts.save.needCheck);
    return;
  }
  say(texts.save.making);
  const site = siteFilesOf(state.access);
  // As `ramvisor iso` does: several machines share a secret, given or made.
  if (site["pair.secret"] === undefined) {
    state.madeSecret = secretOf(checked.composed.site, state.madeSecret, makePairSecret);
    if (state.madeSecret !== null) site["pair.secret"] = state.madeSecret.file;
  }
  const made = personalise(medium.medium, { tokens: checked.tokens, extra: checked.extra, site });
  if ("problem" in made) {
    say(mediumProblemText(made.problem, state.lang), "error");
    return;
  }
  try {
    // A file that has changed since can no longer be read, and the browser would only say so in the middle of saving.
    await fileAccess(medium.file).read(medium.file.size - 1, 1);
  } catch {
    say(texts.medium.unreadable, "error");
    return;
  }
  const name = fileName(state.fields.host);
  saveAs(patchedBlob(medium.file, made.patches), name);
  say(texts.save.done(name), "good", texts.save.next);
}
