// Runs in a cell: the agent's own stages, on the cell's real libvirt, with what DRBD and the kernel would say in its place.
import { readFileSync } from "node:fs";
import { guestsRestore } from "../../src/apply/actions/guestsRestore.ts";
import { guestsStart } from "../../src/apply/actions/guestsStart.ts";
import { serviceStart } from "../../src/apply/actions/serviceStart.ts";
import { hostMachine, type Machine } from "../../src/apply/machine.ts";
import { SECRET_FILE, keyFor } from "../../src/peers/keys.ts";
import { runApart } from "../../src/ports/run.ts";
import { listen } from "../../src/peers/talk.ts";
import { TALK_PORT } from "../../src/peers/wire.ts";
import type { Caller } from "../../src/stages/commands.ts";
import { applyContext } from "../../src/stages/context.ts";
import { guestMove } from "../../src/stages/guestMove.ts";
import { guestsStage } from "../../src/stages/guests.ts";
import { hostKeys, installAccess } from "../../src/stages/peerAccess.ts";
import { planFor } from "../../src/stages/state.ts";
import { gen, meta, sideDisk } from "../unit/plan/cluster/fixtures.ts";
import { facts, nic } from "../unit/plan/fixtures.ts";

const SECRET = "a secret of the cells, long enough";
const LINE = "mac.0a:00:00:00:00:01.eth0.10.99.0.1 mac.0a:00:00:00:00:02.eth0.10.99.0.2 submask.24 host.cell";
const ADDRESSES = ["10.99.0.1", "10.99.0.2"];
const POOLS = ["default", "pool2"];
const [, , role = "", place = "0", name = ""] = process.argv;
const index = Number(place);
/** `alone`: the other node leads nothing. */
const alone = process.env["CELL_ALONE"] === "1";

const log = { info: () => undefined, warn: (about: object, text: string) => { console.error(text, about); }, error: (about: object, text: string) => { console.error(text, about); } };
const real = hostMachine(log);
const sides = [sideDisk("a", 0, meta(gen("A"))), sideDisk("b", 1, meta(gen("A")), { pool: "pool2" }, { resource: "r1", uuid: "55555555-5555-5555-8555-555555555555" })];
const seen = facts([nic("eth0", `0a:00:00:00:00:0${String(index + 1)}`)], sides);
const roles = (leads: boolean): string => (leads ? "ro:Primary/Secondary" : `ro:Secondary/${alone ? "Secondary" : "Primary"}`);
const given: Record<string, string> = {
  "/proc/drbd": POOLS.map((_, minor) => ` ${String(minor)}: cs:Connected ${roles(minor === index)} ds:UpToDate/UpToDate C r-----\n`).join(""),
  "/proc/cmdline": LINE, "/run/ramvisor/facts.json": JSON.stringify(seen), [SECRET_FILE]: SECRET,
  "/proc/self/mountinfo": POOLS.map((pool, at) => `2${String(at)} 1 147:${String(at)} / /var/lib/ramvisor/pools/${pool} rw - ext4 /dev/drbd${String(at)} rw\n`).join(""),
};
const machine: Machine = {
  ...real,
  fs: {
    ...real.fs,
    readText: (path) => (given[path] === undefined ? real.fs.readText(path) : Promise.resolve(given[path])),
    exists: (path) => (given[path] === undefined ? real.fs.exists(path) : Promise.resolve(true)),
  },
};
const said = (stream: NodeJS.WriteStream) => (text: string): Promise<void> => new Promise((resolve) => stream.write(text, () => { resolve(); }));

async function main(): Promise<number> {
  switch (role) {
    case "serve":
      await machine.fs.makeDir("/run/ramvisor/guests-restored");
      await machine.fs.replace(`/run/ramvisor/guests-restored/${POOLS[index] ?? ""}`, "");
      await installAccess(machine, SECRET, ADDRESSES.filter((_, at) => at !== index));
      await listen({ index, key: keyFor(SECRET, "talk") }, TALK_PORT, () => hostKeys(machine), (error) => { console.error(error); });
      return new Promise(() => undefined);
    case "stage":
      console.log(JSON.stringify(await guestsStage(machine)));
      return 0;
    case "move":
      // As main does.
      for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) process.on(signal, () => undefined);
      runApart();
      return guestMove({ machine, again: (known: unknown) => Promise.resolve(known), out: said(process.stdout), err: said(process.stderr), ownTerminal: null, onCtrlC: (act: () => void) => void process.on("SIGINT", act) } as unknown as Caller, { name, to: null, lang: "en" });
    case "takeover": {
      const context = applyContext(machine, planFor(readFileSync("/dev/null", "utf8"), seen));
      const path = `/var/lib/ramvisor/pools/${name}`;
      if ((await guestsRestore(context, { action: "guests.restore", phase: "pair", pool: name, path })) === "changed") context.changed.add("guests.restore");
      await serviceStart(context, { action: "service.start", phase: "pair", unit: "libvirtd.service" });
      await guestsStart(context, { action: "guests.start", phase: "pair", pool: name, path, ran: true });
      return 0;
    }
    default:
      return 2;
  }
}

void main().then((code) => process.exit(code), (error: unknown) => {
  console.error(error);
  process.exit(1);
});
