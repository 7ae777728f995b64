import type { ReadStream, WriteStream } from "node:tty";
import type { Machine } from "./machine.ts";

const CTRL_A = 0x01;
const CTRL_C = 0x03;

/** What a person's keys ask for, beside the bytes that go to the machine. */
export interface Keys {
  forward: Buffer;
  end: "leave" | "interrupt" | null;
  /** True where the last key was Ctrl-A, and the next one decides. */
  escaped: boolean;
}

/**
 * Sorts the bytes of the terminal (pure): Ctrl-A X (or x) leaves, Ctrl-A Ctrl-A is one Ctrl-A for the machine; Ctrl-C
 * interrupts as long as `ready` is false, and is a key like any other afterwards.
 */
export function sortKeys(bytes: Uint8Array, escaped: boolean, ready: boolean): Keys {
  const forward: number[] = [];
  let isEscaped = escaped;
  for (const byte of bytes) {
    if (isEscaped) {
      isEscaped = false;
      if (byte === 0x78 || byte === 0x58) return { forward: Buffer.from(forward), end: "leave", escaped: false };
      forward.push(...(byte === CTRL_A ? [CTRL_A] : [CTRL_A, byte]));
    } else if (byte === CTRL_A) isEscaped = true;
    else if (byte === CTRL_C && !ready) return { forward: Buffer.from(forward), end: "interrupt", escaped: false };
    else forward.push(byte);
  }
  return { forward: Buffer.from(forward), end: null, escaped: isEscaped };
}

/** Hands the terminal over to the machine's console, and gives it back. */
export function connectTerminal(machine: Machine, input: ReadStream, isReady: () => boolean, onEnd: (how: "leave" | "interrupt") => void): () => void {
  let escaped = false;
  const take = (bytes: Buffer): void => {
    const keys = sortKeys(bytes, escaped, isReady());
    escaped = keys.escaped;
    if (keys.forward.length > 0) machine.type(keys.forward);
    if (keys.end !== null) onEnd(keys.end);
  };
  input.setRawMode(true);
  input.on("data", take);
  input.resume();
  return () => {
    input.off("data", take);
    input.setRawMode(false);
    input.pause();
  };
}

const QUIET_MS = 2000;

/**
 * A line that says how long the machine has been starting, wherever it has been quiet for a while: on a terminal only,
 * at the start of a line, and gone as soon as the machine says something.
 */
export class Waiting {
  #output: WriteStream;
  #timer: NodeJS.Timeout;
  #shown = false;
  #lineStart = true;
  #last = Date.now();

  constructor(output: WriteStream, text: (seconds: number) => string) {
    this.#output = output;
    const start = Date.now();
    this.#timer = setInterval(() => {
      if (!output.isTTY || !this.#lineStart || Date.now() - this.#last < QUIET_MS) return;
      output.write(`\r\x1b[K${text(Math.round((Date.now() - start) / 1000))}`);
      this.#shown = true;
    }, 1000);
  }

  /** The machine says something: makes room for it. */
  heard(bytes: Uint8Array): void {
    this.#clear();
    this.#last = Date.now();
    this.#lineStart = bytes.at(-1) === 0x0a;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #clear(): void {
    if (this.#shown) this.#output.write("\r\x1b[K");
    this.#shown = false;
  }
}
