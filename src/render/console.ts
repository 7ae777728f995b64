import type { Plan } from "../model/plan.ts";
import type { RenderedFile } from "./file.ts";

/** vconsole.conf(5): what localectl and later starts of the console tools read; `console.keymap` sets it at once. */
export function vconsoleConf({ keymap }: Plan["locale"]): RenderedFile {
  return { path: "/etc/vconsole.conf", content: `KEYMAP=${keymap}\nXKBLAYOUT=${keymap}\n`, purpose: "keymap" };
}

/**
 * /etc/default/locale (pam_env(8)). LANG is C.UTF-8 for every language: libc carries that one alone, generated
 * ones are tens of MB, and a LANG that is not there makes perl, and so apt, warn at each call. Ramvisor's own
 * texts go by the language in its plan.
 */
export function localeFile(): RenderedFile {
  return { path: "/etc/default/locale", content: "LANG=C.UTF-8\n", purpose: "locale" };
}
