import type { App } from "../app.ts";
import { cardPlace, emptyCard, emptyMachine, MOST_MACHINES, type CardFields } from "../form/fields.ts";
import { h } from "../dom.ts";
import { button, field, section } from "./field.ts";

/** More cards than a machine of this kind has. */
const MOST_CARDS = 8;

/** One column for each machine. */
export function machinesView(app: App): HTMLElement {
  const { texts, state } = app;
  const { machines } = state.fields;
  const add = (): void => {
    machines.push(emptyMachine());
    state.dirty = true;
    app.rebuild(cardPlace(machines.length - 1, 0, "macs"));
  };
  return section("machines", texts.heading.machines,
    h("p", { class: "note" }, texts.note.machines),
    h("div", { class: machines.length > 1 ? "columns" : "columns single" }, ...machines.map((_, machine) => machineView(app, machine))),
    machines.length < MOST_MACHINES && button(texts.button.addMachine, add, { id: "add-machine" }));
}

function machineView(app: App, machine: number): HTMLElement {
  const { texts, state } = app;
  const { machines } = state.fields;
  const cards = machines[machine]?.cards ?? [];
  const change = (act: () => void, focus: string): void => {
    act();
    // Places are numbers: what was left before is no longer the same field.
    state.touched.clear();
    state.dirty = true;
    app.rebuild(focus);
  };
  return h("fieldset", { class: "machine" },
    h("legend", {}, texts.machine(machine + 1)),
    ...cards.map((card, index) => cardView(app, machine, index, card, () => { change(() => cards.splice(index, 1), cardPlace(machine, 0, "macs")); })),
    h("div", { class: "buttons" },
      cards.length < MOST_CARDS && button(texts.button.addCard, () => { change(() => cards.push(emptyCard(cards.length)), cardPlace(machine, cards.length, "macs")); }, { class: "quiet", "aria-label": `${texts.button.addCard}: ${texts.machine(machine + 1)}` }),
      machines.length > 1 && button(texts.button.removeMachine(machine + 1), () => { change(() => machines.splice(machine, 1), "add-machine"); }, { class: "quiet" })));
}

function cardView(app: App, machine: number, index: number, card: CardFields, remove: () => void): HTMLElement {
  const { texts, state } = app;
  const name = texts.card(index + 1);
  const bonded = state.fields.bond !== "";
  return h("div", { class: "card even", role: "group", "aria-label": `${texts.machine(machine + 1)}, ${name}` },
    index > 0 && h("h3", {}, name),
    field(app, { place: cardPlace(machine, index, "macs"), text: bonded ? texts.field.bondMacs : texts.field.macs, value: card.macs, set: (value) => { card.macs = value; } }),
    field(app, { place: cardPlace(machine, index, "addresses"), text: texts.field.addresses, value: card.addresses, set: (value) => { card.addresses = value; } }),
    field(app, { place: cardPlace(machine, index, "ifname"), text: texts.field.ifname, value: card.ifname, set: (value) => { card.ifname = value; }, size: "short" }),
    index > 0 && button(texts.button.removeCard(index + 1), remove, { class: "quiet" }));
}
