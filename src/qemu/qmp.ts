import { EventEmitter } from "node:events";
import type { Socket } from "node:net";

interface Answer {
  QMP?: unknown;
  return?: unknown;
  error?: { class: string; desc: string };
  event?: string;
  data?: unknown;
  id?: number;
}

/**
 * QEMU's monitor protocol over a connected socket (QEMU: docs/interop/qmp-spec.rst): commands with their answers,
 * and events under their names (`SHUTDOWN`, `DEVICE_DELETED`, `DEVICE_TRAY_MOVED` …).
 */
export class Qmp extends EventEmitter {
  #socket: Socket;
  #next = 1;
  #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #ready: Promise<unknown>;
  #closed = false;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    let buffer = "";
    const greeted = new Promise<void>((resolve) => this.once("greeting", () => { resolve(); }));
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      buffer += chunk;
      const lines = buffer.split("\n");
      buffer = lines.pop() ?? "";
      for (const line of lines) if (line.trim() !== "") this.#take(JSON.parse(line) as Answer);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#closed = true;
      for (const { reject } of this.#open.values()) reject(new Error("QEMU has ended"));
      this.#open.clear();
    });
    this.#ready = greeted.then(() => this.#send("qmp_capabilities", {}));
    this.#ready.catch(() => undefined);
  }

  #take(answer: Answer): void {
    if (answer.QMP !== undefined) this.emit("greeting");
    else if (answer.event !== undefined) this.emit(answer.event, answer.data);
    else if (answer.id !== undefined) {
      const waiter = this.#open.get(answer.id);
      this.#open.delete(answer.id);
      if (answer.error === undefined) waiter?.resolve(answer.return);
      else waiter?.reject(new Error(`QEMU refuses: ${answer.error.desc}`));
    }
  }

  #send(execute: string, args: Record<string, unknown>): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error("QEMU has ended"));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#socket.write(`${JSON.stringify({ execute, arguments: args, id })}\n`);
    });
  }

  /** Runs one command; rejects with QEMU's own sentence where it refuses, or where QEMU ends first. */
  async command(execute: string, args: Record<string, unknown> = {}): Promise<unknown> {
    await this.#ready;
    return this.#send(execute, args);
  }
}
