import { spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hiddenFrom, type Keys } from "../../../src/ports/hidden.ts";

class FakeKeys extends EventEmitter implements Keys {
  raw = false;
  setRawMode(raw: boolean): void { this.raw = raw; }
  setEncoding(): void { /* Text already. */ }
  resume(): void { /* Nothing waits. */ }
  pause(): void { /* Nothing waits. */ }
}

/** Types chunk after chunk, and gives what came of it. */
async function typed(...chunks: string[]): Promise<{ answer: string | null; said: string; raw: boolean; interrupted: number; listeners: number }> {
  const keys = new FakeKeys();
  let [said, interrupted] = ["", 0];
  const asked = hiddenFrom(keys, (text) => { said += text; }, () => { interrupted += 1; })("Password: ");
  expect(keys.raw).toBe(true);
  for (const chunk of chunks) keys.emit("data", chunk);
  return { answer: await asked, said, raw: keys.raw, interrupted, listeners: keys.listenerCount("data") + keys.listenerCount("end") };
}

describe("a hidden line", () => {
  it("is what is typed, and nothing of it is shown", async () => {
    expect(await typed("cor", "rect", " hörse", "\r")).toEqual({ answer: "correct hörse", said: "Password: \n", raw: false, interrupted: 0, listeners: 0 });
  });
  it.each([
    ["backspace", ["abx\x7f\bcd\n"], "acd"], ["backspace over a letter of two units", ["a😀\x7f\n"], "a"], ["Ctrl-U", ["abc\x15d\n"], "d"],
    ["cursor keys and other control characters", ["a\x1b[D\x1bOPb\x01\t\n"], "ab"], ["an empty line", ["\n"], ""], ["Ctrl-D in the middle", ["a\x04b\n"], "ab"], ["Ctrl-D alone", ["\x04"], null],
  ] as const)("knows %s", async (_, chunks, answer) => {
    expect((await typed(...chunks)).answer).toBe(answer);
  });
  it("ends at Ctrl-C, with the terminal as it was", async () => {
    expect(await typed("abc\x03")).toEqual({ answer: null, said: "Password: \n", raw: false, interrupted: 1, listeners: 0 });
  });
  it("leaves what was typed ahead for the next question", async () => {
    const keys = new FakeKeys();
    const hidden = hiddenFrom(keys, () => undefined, () => undefined);
    const first = hidden("1");
    keys.emit("data", "one\rtwo\r");
    expect([await first, await hidden("2")]).toEqual(["one", "two"]);
  });
  it("is none where the terminal goes", async () => {
    const keys = new FakeKeys();
    const asked = hiddenFrom(keys, () => undefined, () => undefined)("1");
    keys.emit("end");
    expect(await asked).toBeNull();
  });
});

describe("at a real terminal", () => {
  const dir = mkdtempSync(join(tmpdir(), "ramvisor-hidden-"));
  const program = join(dir, "program.cjs");
  afterAll(() => { rmSync(dir, { recursive: true, force: true }); });
  beforeAll(async () => {
    const source = fileURLToPath(new URL("../../../src/ports/hidden.ts", import.meta.url));
    const contents = `import { hiddenFrom } from ${JSON.stringify(source)};
      const hidden = hiddenFrom(process.stdin, (text) => process.stdout.write(text), () => process.exit(130));
      hidden("first> ").then(async (first) => { const second = await hidden("second> "); console.log("got", Buffer.from(first + "," + second).toString("hex")); process.exit(0); });`;
    await build({ stdin: { contents, resolveDir: dir, loader: "ts" }, bundle: true, platform: "node", format: "cjs", outfile: program });
  });

  /** A pseudo-terminal by script(1); answers each prompt, gives all that the terminal showed. */
  const session = (answers: Record<string, string>): Promise<{ shown: string; code: number | null }> => new Promise((resolve) => {
    const child = spawn("script", ["-qec", `${process.execPath} ${program}`, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
    let shown = "";
    const left = new Map(Object.entries(answers));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
      for (const [prompt, answer] of left) {
        if (!shown.includes(prompt)) continue;
        left.delete(prompt);
        child.stdin.write(answer);
      }
    });
    child.once("exit", (code) => { resolve({ shown, code }); });
  });

  it("shows nothing of both answers", async () => {
    const { shown, code } = await session({ "first> ": "correct hörse\r", "second> ": "correct house\r" });
    expect({ shown, code }).toEqual({ shown: `first> \r\nsecond> \r\ngot ${Buffer.from("correct hörse,correct house").toString("hex")}\r\n`, code: 0 });
  });
  it("ends at Ctrl-C as programs do", async () => {
    expect(await session({ "first> ": "abc\x03" })).toEqual({ shown: "first> \r\n", code: 130 });
  });
});
