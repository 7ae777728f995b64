import { pageMessages, type PageMessages } from "../messages/page/index.ts";
import type { Place } from "./form/fields.ts";
import type { State } from "./state.ts";

/** What the parts of the page share: the state, and how to tell that it has changed. */
export interface App {
  readonly state: State;
  /** The texts in the page's language. */
  readonly texts: PageMessages;
  /** Something was typed or found: show what follows from it. */
  update(): void;
  /** Fields came or went, or the language changed: build the page anew, the focus stays or goes to `focus`. */
  rebuild(focus?: string): void;
}

export const textsOf = ({ lang }: State): PageMessages => pageMessages[lang];

/** Marks a field as left. */
export function touch(app: App, place: Place): void {
  app.state.touched.add(place);
  app.update();
}
