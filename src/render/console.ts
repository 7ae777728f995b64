import type { Plan } from "../model/plan.ts";
import type { RenderedFile } from "./file.ts";

/**
 * vconsole.conf(5): what localectl and later starts of the console tools read; `console.keymap` sets it at once. In
 * Debian /etc/vconsole.conf is a link to this file, which systemd-tmpfiles makes anew at each start (debian.conf).
 */
export function vconsoleConf({ keymap }: Plan["locale"]): RenderedFile {
  return { path: "/etc/default/keyboard", content: `KEYMAP=${keymap}\nXKBLAYOUT=${keymap}\n`, purpose: "keymap" };
}

/**
 * locale.conf(5), to which Debian links what pam_env(8) reads, /etc/default/locale. LANG is C.UTF-8 for every language: libc carries that one alone, generated
 * ones are tens of MB, and a LANG that is not there makes perl, and so apt, warn at each call. Ramvisor's own
 * texts go by the language in its plan.
 */
export function localeFile(): RenderedFile {
  return { path: "/etc/locale.conf", content: "LANG=C.UTF-8\n", purpose: "locale" };
}
