import type { App } from "../app.ts";
import type { Checked } from "../form/check.ts";
import { byId, h, setText } from "../dom.ts";
import type { Chapter } from "../form/story.ts";
import { holdsSecret } from "../form/access.ts";
import { button, problemList, section } from "./field.ts";

/** The line, what comes of it, and the download. */
export function resultView(app: App, download: () => void): HTMLElement {
  const { texts } = app;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(byId("line")?.textContent ?? "");
    setText(byId("copied"), texts.copied);
  };
  const story = section("story", texts.heading.story, h("dl", { id: "story-list" }));
  // It scrolls where the screen is low: the keyboard has to get there.
  story.tabIndex = 0;
  return h("div", { class: "result" },
    section("result", texts.heading.line,
      h("p", { class: "count", id: "count", role: "status" }),
      h("pre", { class: "line", id: "line", tabindex: "0", "aria-label": texts.heading.line }),
      h("p", { class: "hint", id: "line-length" }),
      problemList("line"),
      h("div", { class: "buttons" }, button(texts.button.copyLine, () => { void copy().catch(() => undefined); }, { class: "quiet" }), h("span", { id: "copied", class: "hint", role: "status" }))),
    story,
    section("save", texts.heading.save,
      button(texts.button.download, download, { id: "download", class: "main", "aria-describedby": "save-state" }),
      h("div", { id: "save-state", class: "state", role: "status" }),
      h("p", { class: "hint", id: "secret", hidden: true }, texts.save.secret)));
}

export function showResult({ texts, state: { access } }: App, { composed }: Checked, chapters: readonly Chapter[], errors: number, warnings: number): void {
  setText(byId("line"), composed.line === "" ? texts.lineEmpty : composed.line);
  setText(byId("line-length"), texts.lineLength(composed.bytes, composed.room));
  const secret = byId("secret");
  // Several machines share a secret, which is made with the ISO.
  if (secret !== null) secret.hidden = composed.site.nodes.length < 2 && !holdsSecret(access);
  const count = byId("count");
  setText(count, texts.count(errors, warnings));
  count?.classList.toggle("error", errors > 0);
  count?.classList.toggle("good", errors === 0);
  byId("story-list")?.replaceChildren(...chapters.flatMap(({ about, sentences }) => [h("dt", {}, about), h("dd", {}, ...sentences.map((text) => h("p", {}, text)))]));
}
