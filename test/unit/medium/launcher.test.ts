import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tagPlace, writeLauncher } from "../../../src/medium/snapshot.ts";

const TEMPLATE = fileURLToPath(new URL("../../../src/medium/launcher.sh", import.meta.url));
const TAG = "0548929f";
const at = (text: string): Buffer => Buffer.concat([Buffer.from([text.length, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(text)]);
/** The head of a snapshot as Node 20 writes it, without a tag, and something behind it. */
const BLOB = Buffer.concat([Buffer.from("19da430101", "hex"), at("20.19.2"), at("x64"), at("linux"), Buffer.alloc(4), Buffer.from("the rest")]);

let dir: string;

/** The launcher with a Node that takes a snapshot with its own tag alone, as node(1) does: it says how it was started. */
async function prepare({ expected = TAG, word = "Expected tag" } = {}): Promise<void> {
  for (const folder of ["lib", "run", "bin"]) mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, "lib/ramvisor.blob"), BLOB);
  writeFileSync(join(dir, "lib/libnode.so.1"), "");
  for (const name of ["ramvisor.blob", "libnode.so.1"]) utimesSync(join(dir, "lib", name), 1000, 1000);
  const reversed = (expected.match(/../g) ?? []).reverse().join("");
  writeFileSync(join(dir, "bin/node"), `#!/bin/sh
echo "$*" >>${dir}/starts
case " $* " in *" --snapshot-blob "*) ;; *) echo text; exit 5 ;; esac
while [ "$1" != --snapshot-blob ]; do shift; done
tag=$(od -An -tx1 -j${String(tagPlace(BLOB))} -N4 "$2" | tr -d ' \\n')
[ "$tag" = ${reversed} ] || { echo "${word} ${expected.replace(/^0+/, "")}, read 0" >&2; exit 14; }
shift 2
echo "snapshot $*"
exit 3
`, { mode: 0o755 });
  await writeLauncher(TEMPLATE, join(dir, "lib/ramvisor.blob"), join(dir, "lib/libnode.so.1"), join(dir, "launcher"));
  const text = readFileSync(join(dir, "launcher"), "utf8");
  writeFileSync(join(dir, "launcher"), text.replaceAll("/usr/lib/ramvisor", `${dir}/lib`).replaceAll("/run/ramvisor", `${dir}/run`).replaceAll("/usr/bin/node", `${dir}/bin/node`));
}

const launch = (...args: string[]): [number | null, string] => {
  const { status, stdout } = spawnSync("sh", [join(dir, "launcher"), ...args], { encoding: "utf8" });
  return [status, stdout.trim()];
};
const starts = (): number => readFileSync(join(dir, "starts"), "utf8").trim().split("\n").length;

beforeEach(() => { dir = mkdtempSync(join(tmpdir(), "ramvisor-launcher-")); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

describe("the agent's launcher", () => {
  it("writes the tag that this processor's Node expects into a copy, once, and starts from that", async () => {
    await prepare();
    expect(launch("stage", "a b")).toEqual([3, `snapshot ${dir}/lib/ramvisor.cjs stage a b`]);
    expect(starts()).toBe(2);
    const copy = readFileSync(join(dir, "run/agent.blob"));
    expect(copy.readUInt32LE(tagPlace(BLOB))).toBe(Number.parseInt(TAG, 16));
    expect(copy.fill(0, tagPlace(BLOB), tagPlace(BLOB) + 4).equals(BLOB)).toBe(true);
    expect(launch()).toEqual([3, `snapshot ${dir}/lib/ramvisor.cjs`]);
    expect(starts()).toBe(3);
  });

  it("starts from the text, and does not try again, where Node says something else", async () => {
    await prepare({ word: "other version" });
    expect(launch()).toEqual([5, "text"]);
    expect(existsSync(join(dir, "run/snapshot.stale"))).toBe(true);
    expect(launch()).toEqual([5, "text"]);
    expect(starts()).toBe(3);
  });

  it("starts from the text where the copy is refused after all", async () => {
    await prepare();
    writeFileSync(join(dir, "run/agent.blob"), BLOB);
    expect(launch()).toEqual([5, "text"]);
    expect(existsSync(join(dir, "run/snapshot.stale"))).toBe(true);
  });

  it.each([[2000], [500]])("never gives the snapshot to a Node of another time (%i)", async (time) => {
    await prepare();
    expect(launch()[1]).toContain("snapshot");
    utimesSync(join(dir, "lib/libnode.so.1"), time, time);
    expect(launch()).toEqual([5, "text"]);
  });
});

it("a snapshot with another head is not guessed at", () => {
  expect(() => tagPlace(Buffer.concat([Buffer.from("19da430101", "hex"), at("twenty"), at("x64"), at("linux"), Buffer.alloc(8)]))).toThrow("in another way");
});
