import { BOND_MODES, DISK_MODES, LANGS } from "../../model/token.ts";
import type { App } from "../app.ts";
import type { SiteField } from "../form/fields.ts";
import { h } from "../dom.ts";
import { field, section, type FieldOptions } from "./field.ts";

type Extra = Omit<Partial<FieldOptions>, "place" | "value">;

function siteField(app: App, place: SiteField, extra: Extra = {}): HTMLElement {
  const { fields } = app.state;
  return field(app, { place, text: app.texts.field[place], value: fields[place], set: (value) => { fields[place] = value; }, ...extra });
}

/** What all machines share of the network. */
export function networkView(app: App): HTMLElement {
  const { texts, state } = app;
  const bonds = [["", texts.choice.bondNone] as const, ...BOND_MODES.map((mode) => [mode, mode] as const)];
  const setBond = (value: string): void => {
    const [before, after] = [state.fields.bond !== "", value !== ""];
    state.fields.bond = value;
    // The cards' labels say how many addresses go in.
    if (before !== after) app.rebuild();
  };
  return section("network", texts.heading.network,
    h("div", { class: "grid even" },
      siteField(app, "mask"),
      siteField(app, "gateway"),
      siteField(app, "dns", { optional: true }),
      siteField(app, "ntp", { optional: true }),
      siteField(app, "vlan", { optional: true }),
      siteField(app, "bond", { choices: bonds, set: setBond })));
}

export function hostView(app: App): HTMLElement {
  const { texts, state } = app;
  const setLang = (value: string): void => {
    state.fields.lang = value;
    state.langChosen = true;
  };
  const disks = DISK_MODES.map((mode) => [mode === "auto" ? "" : mode, texts.choice.disks[mode]] as const);
  return section("host", texts.heading.host,
    h("div", { class: "grid even" },
      siteField(app, "host", { optional: true, text: { label: texts.field.host.label, hint: state.fields.machines.length < 2 ? texts.field.host.hint : `${texts.field.host.hint} ${texts.note.severalHosts}` } }),
      siteField(app, "lang", { choices: [["", texts.choice.langDefault], ...LANGS.map((lang) => [lang, texts.choice.lang[lang]] as const)], set: setLang }),
      siteField(app, "disks", { choices: state.fields.disks === "auto" ? [["auto", texts.choice.disks.auto], ...disks.slice(1)] : disks })));
}

export function moreView(app: App): HTMLElement {
  const { texts, state: { fields } } = app;
  return section("more", texts.heading.more,
    h("p", { class: "note" }, texts.note.more),
    h("div", { class: "grid" },
      field(app, { place: "tokens", text: texts.field.tokens, value: fields.tokens, set: (value) => { fields.tokens = value; }, rows: 2, optional: true }),
      field(app, { place: "options", text: texts.field.options, value: fields.options, set: (value) => { fields.options = value; }, rows: 2, optional: true })));
}
