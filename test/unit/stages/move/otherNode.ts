import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { guestMoveMessages } from "../../../../src/messages/guestMove/index.ts";
import type { RunResult } from "../../../../src/model/ports.ts";
import type { Move } from "../../../../src/stages/move/move.ts";
import { type Call, machine, memory, ok, programs } from "../../apply/fakes.ts";

const POOLS = "/var/lib/ramvisor/pools";
export const UUID = "11111111-1111-4111-8111-111111111111";
export const OTHER_UUID = "22222222-2222-4222-8222-222222222222";
export const TARGET = `${POOLS}/pool2`;
export const LIST = `${TARGET}/.ramvisor/coming-${UUID}`;
export const STORED = `${TARGET}/.ramvisor/guests/web/domain.xml`;
export const DEFINED = "/etc/libvirt/qemu/web.xml";

/** libvirt's list of the other node is a file: UUID and name, a line each. */
const VIRSH = `#!/bin/sh
[ ! -e "$ROOT/libvirt-is-down" ] || { echo "error: failed to connect" >&2; exit 1; }
case " $* " in
*" --uuid "*) cut -d ' ' -f 1 "$ROOT/guests" ;;
*" --name "*) cut -d ' ' -f 2- "$ROOT/guests" ;;
*" autostart "*) echo "$*" > "$ROOT/autostart" ;;
esac
`;
const QEMU_IMG = "#!/bin/sh\n[ \"$1\" = create ] || exit 1\n: > \"$5\"; truncate -s \"$6\" \"$5\"\n";
/** Guests that were left alone stay as they are, which is no failure; that a guest cannot be kept is one, be it another one. */
const RAMVISOR = `#!/bin/sh
stored="$ROOT/pools/pool2/.ramvisor/guests/web"
[ -e "$ROOT/pool-is-full" ] || [ -e "$stored" ] || { mkdir -p "$stored"; echo "<domain><uuid>${UUID}</uuid></domain>" > "$stored/domain.xml"; }
[ ! -e "$ROOT/a-disk-hangs" ] || exec /bin/sleep 30
[ ! -e "$ROOT/pool-is-full" ] && [ ! -e "$ROOT/another-is-not-kept" ] || { printf '{"level":40}\\nramvisor: not kept: db in pool pool2 (no space)\\n' >&2; exit 1; }
`;

/** A node that a guest moves to: its shell and its files are real ones, below a folder of this machine. */
export class OtherNode {
  readonly root = mkdtempSync(join(tmpdir(), "ramvisor-other-"));
  /** Called before each script, by the script's place; what it gives is ssh's answer instead. */
  before: (call: number) => RunResult | undefined = () => undefined;
  calls = 0;

  constructor() {
    for (const [name, text] of [["virsh", VIRSH], ["qemu-img", QEMU_IMG], ["ramvisor", RAMVISOR]] as const) {
      mkdirSync(join(this.root, "bin"), { recursive: true });
      writeFileSync(join(this.root, "bin", name), text);
      chmodSync(join(this.root, "bin", name), 0o755);
    }
    mkdirSync(this.at(TARGET), { recursive: true });
    this.knows();
  }

  at(path: string): string {
    return join(this.root, path.replace(`${POOLS}/`, "pools/"));
  }

  /** Lines of UUID and name. */
  knows(...guests: string[]): void {
    writeFileSync(join(this.root, "guests"), guests.map((line) => `${line}\n`).join(""));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), text);
  }

  read = (path: string): string | null => (existsSync(this.at(path)) ? readFileSync(this.at(path), "latin1") : null);

  async ssh({ args, options }: Call): Promise<RunResult> {
    const instead = this.before(this.calls);
    this.calls += 1;
    if (instead !== undefined) return instead;
    const script = (args.at(-1) ?? "").replaceAll(POOLS, `${this.root}/pools`);
    const { exitCode, stdout, stderr } = await execa("sh", ["-c", script], { reject: false, env: { ROOT: this.root, PATH: `${this.root}/bin:${process.env["PATH"] ?? ""}`, LC_ALL: "C" }, input: options.input ?? "" });
    const back = (text: string): string => text.replaceAll(`${this.root}/pools`, POOLS);
    return { code: exitCode ?? null, stdout: back(stdout), stderr: back(stderr), failure: null };
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface Moving {
  move: Move;
  said: string[];
  calls: Call[];
  fs: Move["machine"]["fs"];
}

/** A move of the guest `web` to such a node. `state`: what virsh domstate says here. */
export function moving(other: OtherNode, { files = {}, state = () => "running", over = {} }: { files?: Record<string, string>; state?: () => string; over?: Partial<Move> } = {}): Moving {
  const said: string[] = [];
  const { fs } = memory({ [DEFINED]: `<domain><uuid>${UUID}</uuid></domain>`, [`${POOLS}/default/web.img`]: "data", ...files });
  const { run, calls } = programs({
    ssh: (call) => other.ssh(call), virsh: ({ args }) => ok(args.includes("domstate") ? `${state()}\n` : ""),
    "qemu-img": () => ok(JSON.stringify({ "virtual-size": 4096, "actual-size": 1000 })),
  });
  const say = (text: string): Promise<void> => Promise.resolve(void said.push(text.trim()));
  const move: Move = {
    machine: machine(fs, run), name: "web", uuid: UUID, host: "lab-2", address: "10.0.0.2", pool: { name: "pool2", path: TARGET },
    disks: [{ from: `${POOLS}/default/web.img`, to: `${TARGET}/web.img`, format: "raw" }], firmware: [], variables: null, givenUp: () => false, keptAt: `${POOLS}/default/.ramvisor/moved-web.xml`,
    messages: guestMoveMessages.en, lang: "en", out: say, err: say, ...over,
  };
  return { move, said, calls, fs };
}
