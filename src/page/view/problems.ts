import { isoMessages, mediumProblemText } from "../../messages/iso/index.ts";
import { problemText } from "../../report/problemText.ts";
import type { App } from "../app.ts";
import type { AccessProblem } from "../form/access.ts";
import type { Placed } from "../form/check.ts";
import type { Place } from "../form/fields.ts";
import { h } from "../dom.ts";

export type Shown = Placed | AccessProblem;

/** What a problem says, and what to do about it. */
function wording({ state: { lang }, texts }: App, problem: Shown): { message: string; hint: string | null } {
  const iso = isoMessages[lang];
  switch (problem.kind) {
    case "problem": return problemText(problem.problem, lang);
    case "refusal": return { message: mediumProblemText(problem.refusal, lang), hint: null };
    case "emptyMachine": return { message: texts.problem.emptyMachine(problem.machine + 1), hint: null };
    case "siteId": return { message: iso.usage.badSiteId(problem.id), hint: null };
    case "key": return { message: iso.input[problem.code === "keyPrivate" ? "privateKey" : "sshKey"](texts.problem.keyLine(problem.line)), hint: null };
  }
}

/** Shows each problem at its field, once the field was left; a field without one is clean. */
export function showProblems(app: App, problems: readonly Shown[]): void {
  for (const list of document.querySelectorAll<HTMLElement>(".problems")) {
    const place = list.id.replace(/-problems$/, "") as Place;
    const here = place === "line" || app.state.touched.has(place) ? problems.filter((problem) => problem.place === place) : [];
    const lines = here.map((problem) => ({ severity: problem.severity, ...wording(app, problem) }));
    const key = JSON.stringify(lines);
    // A live region that is filled with the same words would be read out again at each key.
    if (list.dataset["shown"] !== key) {
      list.dataset["shown"] = key;
      list.replaceChildren(...lines.map(({ severity, message, hint }) => h("p", { class: severity }, h("strong", {}, `${app.texts.severity[severity]}: `), message, hint === null ? null : ` ${hint}`)));
    }
    const control = document.getElementById(place);
    if (control?.matches("input, select, textarea") === true) control.setAttribute("aria-invalid", String(lines.some(({ severity }) => severity === "error")));
  }
}
