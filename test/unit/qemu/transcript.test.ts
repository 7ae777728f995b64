import { describe, expect, it } from "vitest";
import { plainText, Transcript } from "../../../src/qemu/transcript.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "utf8");

describe("plainText", () => {
  it("takes colours, cursor moves, titles and bells off, and keeps umlauts", () => {
    expect(plainText("\x1b[!p\x1b]104\x07\x1b[?7h[\x1b[0;1;31mFAILED\x1b[0m] für\x07 \x1b]0;t\x1b\\x\r\nb\x1b(Bc\x1b7")).toBe("[FAILED] für x\nbc");
  });
});

describe("Transcript", () => {
  it("puts characters and control sequences that come in two parts together", () => {
    const transcript = new Transcript();
    const raw = bytes("a\x1b[31mgrün\r\nb");
    for (const byte of raw) transcript.add(Uint8Array.of(byte));
    expect(transcript.text).toBe("agrün\nb");
  });

  it("finds what has come already, and what comes later", async () => {
    const transcript = new Transcript();
    transcript.add(bytes("one\n"));
    expect((await transcript.waitFor(/o(n)e/, 10))[1]).toBe("n");
    const later = transcript.waitFor(/tw(o)/, 1000);
    transcript.add(bytes("tw"));
    transcript.add(bytes("o\n"));
    expect((await later)[1]).toBe("o");
  });

  it("looks only at what comes after a place", async () => {
    const transcript = new Transcript();
    transcript.add(bytes("ready\n"));
    await expect(transcript.waitFor(/ready/, 20, transcript.position)).rejects.toThrow("0.02 seconds passed while waiting for /ready/");
  });

  it("fails at once when the line ends, with the last lines", async () => {
    const transcript = new Transcript();
    transcript.add(bytes("Kernel panic\n"));
    const waiting = transcript.waitFor(/login/, 60_000);
    transcript.end("QEMU has ended");
    await expect(waiting).rejects.toThrow(/QEMU has ended while waiting for .*\nKernel panic/s);
    await expect(transcript.waitFor(/login/, 60_000)).rejects.toThrow("QEMU has ended");
    expect((await transcript.waitFor(/panic/, 10))[0]).toBe("panic");
  });
});
