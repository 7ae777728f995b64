import { join } from "node:path";
import type { Mac } from "../../model/token.ts";
import type { StepOf } from "../../model/step.ts";
import { CommandFailed, Refused } from "../explain.ts";
import type { ApplyContext, Result } from "../context.ts";

const NET = "/sys/class/net";

interface Rename {
  mac: Mac;
  from: string;
  to: string;
  /** The name in between. */
  by: string;
}

/**
 * Gives NICs their names in two steps, through temporary names, with the links down: two that swap names never
 * collide. Before anything is touched, each NIC must still be the one that was looked at. `bringUp`: on a
 * running host the links come up again, so that networkd configures them under their new names.
 */
export async function nicsRename(context: ApplyContext, step: StepOf<"nics.rename">, bringUp: boolean): Promise<Result> {
  const { fs, run } = context;
  const names = new Set(await fs.list(NET));
  const wanted: Rename[] = [];
  for (const { mac, from, to } of step.renames) {
    if (from === to || (!names.has(from) && (await hasAddress(context, to, mac)))) continue;
    if (!names.has(from)) throw new Refused(`the network card ${from} is gone`);
    if (!(await hasAddress(context, from, mac))) throw new Refused(`${from} is not the network card ${mac} any more`);
    wanted.push({ mac, from, to, by: freeName("rvtmp", names) });
  }
  // A card that nobody named may sit on a wanted name (a kernel without predictable names): it steps aside.
  const leaving = new Set(wanted.map(({ from }) => from));
  for (const { to } of [...wanted]) {
    if (names.has(to) && !leaving.has(to)) wanted.push({ mac: "", from: to, to: freeName("other", names), by: freeName("rvtmp", names) });
  }
  if (wanted.length === 0) return "unchanged";

  const away = wanted.flatMap(({ from, by }) => [`link set dev ${from} down`, `link set dev ${from} name ${by}`]);
  const home = wanted.map(({ by, to }) => `link set dev ${by} name ${to}`);
  const up = bringUp ? wanted.map(({ to }) => `link set dev ${to} up`) : [];
  const result = await run("ip", ["-batch", "-"], { input: `${[...away, ...home, ...up].join("\n")}\n` });
  if (result.code === 0) return "changed";
  await retreat(context, wanted, bringUp);
  throw new CommandFailed(`ip could not rename the network cards: ${result.stderr.trim().split("\n").slice(0, 2).join("; ") || result.failure || "no reason given"}`);
}

/** No card keeps a temporary name: to its new name where that goes, else back to its old one. */
async function retreat({ fs, run }: ApplyContext, wanted: Rename[], bringUp: boolean): Promise<void> {
  const left = new Set(await fs.list(NET));
  const lines = wanted
    .filter(({ by }) => left.has(by))
    .flatMap(({ by, to, from }) => [`link set dev ${by} name ${to}`, `link set dev ${by} name ${from}`])
    .concat(bringUp ? wanted.flatMap(({ to, from }) => [`link set dev ${to} up`, `link set dev ${from} up`]) : []);
  if (lines.length > 0) await run("ip", ["-force", "-batch", "-"], { input: `${lines.join("\n")}\n` });
}

/** By the address in use, else by the one burnt in: a bond gives all its members one address. */
async function hasAddress({ fs, run }: ApplyContext, name: string, mac: Mac): Promise<boolean> {
  const address = await fs.readText(join(NET, name, "address")).catch(() => "");
  if (address.trim() === mac) return true;
  const { code, stdout } = await run("ip", ["-j", "-d", "link", "show", "dev", name]);
  if (code !== 0) return false;
  try {
    const [link] = JSON.parse(stdout) as { permaddr?: string; linkinfo?: { info_slave_data?: { perm_hwaddr?: string } } }[];
    return link?.permaddr === mac || link?.linkinfo?.info_slave_data?.perm_hwaddr === mac;
  } catch {
    return false;
  }
}

/** `rvtmp0`, `rvtmp1` …: within the 15 characters of a link name. Takes the name it returns. */
function freeName(stem: string, taken: Set<string>): string {
  for (let number = 0; ; number += 1) {
    const name = `${stem}${number}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
