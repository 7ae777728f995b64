import type { Socket } from "node:net";
import { LONGEST_LINE } from "./wire.ts";

/** The other side ended the conversation. */
export class HungUp extends Error {
  override name = "HungUp";
}

/** A socket as lines of text, one after the other. */
export interface Lines {
  /** The next line. @throws Error where the other side ends, or the limit passes. */
  next(): Promise<string>;
  say(line: string): void;
  close(): void;
}

/** Every wait is limited by `limitMs` together: a peer that hangs costs no more than that. */
export function linesOf(socket: Socket, limitMs: number): Lines {
  const ready: string[] = [];
  let pending = "";
  let failure: Error | null = null;
  let wake: (() => void) | null = null;
  const fail = (error: Error): void => {
    failure ??= error;
    wake?.();
  };
  const timer = setTimeout(() => {
    fail(new Error("the peer did not answer in time"));
    socket.destroy();
  }, limitMs);
  socket.setEncoding("utf8").setNoDelay(true);
  socket.on("data", (text: string) => {
    pending += text;
    if (pending.length > LONGEST_LINE) socket.destroy(new Error("the peer says too much"));
    const lines = pending.split("\n");
    pending = lines.pop() ?? "";
    ready.push(...lines);
    wake?.();
  });
  socket.once("error", (error: NodeJS.ErrnoException) => { fail(error.code === "ECONNRESET" ? new HungUp("the peer hung up") : error); }).once("close", () => {
    clearTimeout(timer);
    fail(new HungUp("the peer hung up"));
  });
  return {
    next: async () => {
      for (;;) {
        const line = ready.shift();
        if (line !== undefined) return line;
        if (failure !== null) throw failure;
        await new Promise<void>((resolve) => { wake = resolve; });
        wake = null;
      }
    },
    say: (line) => void socket.write(`${line}\n`),
    close: () => void socket.end(),
  };
}
