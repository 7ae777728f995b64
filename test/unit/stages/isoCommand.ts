import { readFile } from "node:fs/promises";
import { parseArgv } from "../../../src/cli.ts";
import { run } from "../../../src/ports/run.ts";
import { iso, isoShow } from "../../../src/stages/iso.ts";

/**
 * `ramvisor iso` as a person gives it, in English and without a process of its own. `stdin`: the line that comes in, if any; `hidden`: where that is
 * a terminal, the answers typed there in turn.
 */
export async function isoCommand(args: readonly string[], stdin = "", hidden: (string | null)[] | null = null): Promise<{ code: number; out: string; err: string }> {
  const options = parseArgv(["iso", ...args]);
  if ("error" in options) return { code: 2, out: "", err: `${options.error}\n` };
  let [out, err] = ["", ""];
  const caller = {
    machine: { run, uptime: () => 0 },
    readFile: (file: string) => readFile(file, "utf8"),
    readLine: () => Promise.resolve(stdin === "" ? null : stdin),
    hidden: hidden === null ? null : () => Promise.resolve(hidden.shift() ?? null),
    lang: "en" as const, color: false,
    out: (text: string) => { out += text; return Promise.resolve(); },
    err: (text: string) => { err += text; return Promise.resolve(); },
  };
  const code = options.command === "iso" ? await iso(caller, options) : options.command === "iso-show" ? await isoShow(caller, options) : -1;
  return { code, out, err };
}
