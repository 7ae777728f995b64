import { expect, test } from "vitest";
import { localeFile, vconsoleConf } from "../../../src/render/console.ts";

test("the keyboard", () => {
  expect(vconsoleConf({ lang: "en", keymap: "us", locale: "en_US.UTF-8" })).toEqual({ path: "/etc/default/keyboard", content: "KEYMAP=us\nXKBLAYOUT=us\n", purpose: "keymap" });
});

test("the locale is the one that is there without being generated", () => {
  expect(localeFile()).toEqual({ path: "/etc/locale.conf", content: "LANG=C.UTF-8\n", purpose: "locale" });
});
