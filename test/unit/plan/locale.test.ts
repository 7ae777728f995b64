import { expect, test } from "vitest";
import { localeOf } from "../../../src/plan/locale.ts";

test.each([["de", "de", "de_DE.UTF-8"], ["en", "us", "en_US.UTF-8"], ["fr", "fr", "fr_FR.UTF-8"], ["it", "it", "it_IT.UTF-8"]] as const)("%s: keyboard %s, locale %s", (lang, keymap, locale) => {
  expect(localeOf(lang)).toEqual({ lang, keymap, locale });
});
