import { LANGUAGE_NAMES } from "../../messages/page/index.ts";
import { LANGS, type Lang } from "../../model/token.ts";
import type { App } from "../app.ts";
import { h } from "../dom.ts";
import { accessView } from "./access.ts";
import { button } from "./field.ts";
import { machinesView } from "./machines.ts";
import { mediumView } from "./medium.ts";
import { resultView } from "./result.ts";
import { hostView, moreView, networkView } from "./settings.ts";

/** The whole page. */
export function pageView(app: App, download: () => void): HTMLElement[] {
  const { texts } = app;
  return [
    h("header", {},
      h("div", { class: "wide" },
        h("div", { class: "top" }, h("p", { class: "brand", translate: "no" }, "Ramvisor"), languageSwitch(app)),
        h("h1", {}, texts.title),
        h("p", {}, texts.intro),
        h("p", { class: "privacy" }, texts.privacy))),
    h("main", { class: "wide" },
      h("div", { class: "form" }, mediumView(app), machinesView(app), networkView(app), hostView(app), accessView(app), moreView(app)),
      resultView(app, download)),
  ];
}

function languageSwitch(app: App): HTMLElement {
  const { state, texts } = app;
  const choose = (lang: Lang): void => {
    state.lang = lang;
    if (!state.langChosen) state.fields.lang = lang;
    app.rebuild(`lang-${lang}`);
  };
  return h("div", { class: "languages", role: "group", "aria-label": texts.pageLanguage },
    ...LANGS.map((lang) => button(LANGUAGE_NAMES[lang], () => { choose(lang); }, { id: `lang-${lang}`, lang, class: "quiet", "aria-pressed": String(lang === state.lang) })));
}
