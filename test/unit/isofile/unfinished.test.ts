import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { execaSync } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readMediumFile, writeMedium } from "../../../src/isofile/write.ts";
import { makeHostKey } from "../../../src/isofile/secrets.ts";
import { removeStale } from "../../../src/isofile/unfinished.ts";
import { personalise } from "../../../src/personal/index.ts";
import { smallIso } from "../personal/smallIso.ts";

const dir = mkdtempSync(join(tmpdir(), "ramvisor-part-"));
const at = (name: string): string => join(dir, name);
const parts = (): string[] => readdirSync(dir).filter((name) => name.endsWith(".part"));
afterEach(() => { for (const name of parts()) rmSync(at(name)); });
afterAll(() => { rmSync(dir, { recursive: true, force: true }); });

describe("a signal while the new file is there", () => {
  const program = at("program.mjs");
  beforeAll(async () => {
    const source = fileURLToPath(new URL("../../../src/isofile/unfinished.ts", import.meta.url));
    const contents = `import { writeFileSync } from "node:fs"; import { withUnfinished } from ${JSON.stringify(source)};
      await withUnfinished(process.argv[2], (path) => { writeFileSync(path, "a private key"); console.log("written"); return new Promise((resolve) => { setTimeout(resolve, 60000); }); });`;
    await build({ stdin: { contents, resolveDir: dir, loader: "ts" }, bundle: true, platform: "node", format: "esm", outfile: program });
  });

  it.each([["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const)("%s removes it, and ends with %i", async (signal, code) => {
    const child = spawn(process.execPath, [program, at("out.iso")], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => { child.stdout.once("data", resolve); });
    expect(parts()).toEqual([`out.iso.${String(child.pid)}.part`]);
    child.kill(signal);
    expect(await new Promise((resolve) => { child.once("exit", (...end) => { resolve(end); }); })).toEqual([code, null]);
    expect(parts()).toEqual([]);
  });
});

it("a host key is made in a folder that a signal takes along", async () => {
  let folder = "";
  const before = process.listeners("SIGTERM");
  const key = await makeHostKey((_, args) => {
    const file = args.at(-1) ?? "";
    folder = dirname(file);
    writeFileSync(file, "a private key");
    expect(process.listeners("SIGTERM").length).toBe(before.length + 1);
    return Promise.resolve({ code: 0, stdout: "", stderr: "", failure: null });
  });
  expect([key, existsSync(folder), process.listeners("SIGTERM")]).toEqual(["a private key", false, before]);
});

describe("what was left by a process that is no more", () => {
  /** The number of a process that has ended. */
  const dead = (): number => Number(execaSync(process.execPath, ["-e", "process.stdout.write(String(process.pid))"]).stdout);

  const age = (name: string): void => { utimesSync(at(name), new Date(0), new Date(0)); };

  it("goes; that of one that lives stays, and so does what only has a name like it", () => {
    const kept = [`mine.iso.${String(process.ppid)}.part`, "mine.iso.part", "mine.iso.0.part", "mine.iso.12a.part", `yours.iso.${String(dead())}.part`, `mine.iso.${String(dead())}.part.txt`];
    const gone = `mine.iso.${String(dead())}.part`;
    for (const name of [...kept, gone]) writeFileSync(at(name), "a private key");
    for (const name of [...kept, gone]) age(name);
    // A process elsewhere, in a container, whose number says nothing here: it writes at this moment. And an earlier one of our own number.
    const [busy, own] = [`mine.iso.${String(dead())}.part`, `mine.iso.${String(process.pid)}.part`];
    for (const name of [busy, own]) writeFileSync(at(name), "a private key");
    kept.push(busy);
    removeStale(at("mine.iso"));
    expect(readdirSync(dir).filter((name) => name.includes(".part")).sort()).toEqual(kept.sort());
    for (const name of kept) rmSync(at(name));
  });

  it("goes as the next medium is written there, which takes no signal away from anybody", async () => {
    const small = await smallIso();
    try {
      const read = await readMediumFile(small.iso, false);
      if (!read.ok) throw new Error(read.problem.code);
      const change = personalise(read.medium, { tokens: "", extra: "quiet", site: {} });
      if ("problem" in change) throw new Error(change.problem.code);
      const left = at(`mine.iso.${String(dead())}.part`);
      writeFileSync(left, "a private key");
      age(`mine.iso.${String(left.split(".").at(-2))}.part`);
      const listeners = process.listenerCount("SIGINT");
      expect(await writeMedium(small.iso, at("mine.iso"), change.patches, "quiet", true)).toMatchObject({ ok: true });
      expect([existsSync(left), parts(), process.listenerCount("SIGINT")]).toEqual([false, [], listeners]);
      expect(readFileSync(at("mine.iso")).length).toBe(small.bytes.length);
    } finally {
      small.close();
    }
  });
});
