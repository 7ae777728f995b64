import { isoMessages } from "../messages/iso/index.ts";
import { LANGS, type Lang } from "../model/token.ts";
import { textsOf, type App } from "./app.ts";
import { accessProblems } from "./form/access.ts";
import { checkForm, type Checked } from "./form/check.ts";
import type { Place } from "./form/fields.ts";
import { storyOf } from "./form/story.ts";
import { byId } from "./dom.ts";
import { save } from "./save.ts";
import { firstState } from "./state.ts";
import { showProblems, type Shown } from "./view/problems.ts";
import { showMedium } from "./view/medium.ts";
import { pageView } from "./view/page.ts";
import { showResult } from "./view/result.ts";

/** The first of the browser's languages that the page speaks. */
const known = navigator.languages.map((language) => language.slice(0, 2).toLowerCase()).find((code): code is Lang => LANGS.some((lang) => lang === code));

const state = firstState(known ?? "en");

function look(): { checked: Checked; problems: Shown[] } {
  const { medium } = state;
  const checked = checkForm(state.fields, "medium" in medium ? medium.medium.roomBytes : undefined);
  return { checked, problems: [...checked.placed, ...accessProblems(state.access)] };
}

/** What stands in the password's field and is not hashed yet: it is in no state, and outlives a rebuild. */
function passwordTyped(set?: string): string {
  const input = byId("password") as HTMLInputElement | null;
  if (input !== null && set !== undefined) input.value = set;
  return input?.value ?? "";
}

const app: App = {
  state,
  get texts() {
    return textsOf(state);
  },
  update() {
    const { checked, problems } = look();
    const errors = problems.filter(({ severity }) => severity === "error").length;
    showProblems(app, problems);
    showResult(app, checked, storyOf(checked.composed.site, state.access, errors, app.texts, isoMessages[state.lang]), errors, problems.length - errors);
    showMedium(app);
  },
  rebuild(focus) {
    const active = focus ?? document.activeElement?.id ?? "";
    // A file input cannot be filled by a script: the one with the chosen file stays.
    const chosen = byId("file");
    const typed = passwordTyped();
    document.documentElement.lang = state.lang;
    document.title = app.texts.title;
    document.body.replaceChildren(...pageView(app, () => void save(app, () => {
      for (const list of document.querySelectorAll(".problems")) state.touched.add(list.id.replace(/-problems$/, "") as Place);
      app.update();
      return look();
    })));
    if (chosen !== null) byId("file")?.replaceWith(chosen);
    passwordTyped(typed);
    app.update();
    if (active !== "") byId(active)?.focus();
  },
};

app.rebuild();
