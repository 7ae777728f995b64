import { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { Qmp } from "../../../src/qemu/qmp.ts";

/** A monitor that answers each command by a table, in pieces of seven characters. */
function fakeMonitor(answer: (command: { execute: string; arguments: unknown; id: number }) => unknown[]): { socket: Socket; say: (message: unknown) => void } {
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk, _encoding, done) => {
      for (const message of answer(JSON.parse(String(chunk)) as Parameters<typeof answer>[0])) say(message);
      done();
    },
  });
  const say = (message: unknown): void => {
    for (const piece of `${JSON.stringify(message)}\r\n`.match(/.{1,7}|\s+/gs) ?? []) socket.push(piece);
  };
  return { socket: socket as unknown as Socket, say };
}

describe("Qmp", () => {
  it("greets first, then matches answers to commands, and tells events", async () => {
    const seen: string[] = [];
    const { socket, say } = fakeMonitor(({ execute, id }) => {
      seen.push(execute);
      if (execute === "bad") return [{ error: { class: "GenericError", desc: "no such device" }, id }];
      return [{ event: "TRAY", data: { open: true } }, { return: { did: execute }, id }];
    });
    const qmp = new Qmp(socket);
    const events: unknown[] = [];
    qmp.on("TRAY", (data) => events.push(data));
    const early = qmp.command("eject", { id: "cd0" });
    say({ QMP: { version: {} } });
    expect(await early).toEqual({ did: "eject" });
    expect(seen).toEqual(["qmp_capabilities", "eject"]);
    await expect(qmp.command("bad")).rejects.toThrow("QEMU refuses: no such device");
    expect(events).toContainEqual({ open: true });
  });

  it("fails open commands when QEMU ends", async () => {
    const { socket, say } = fakeMonitor(({ execute, id }) => (execute === "qmp_capabilities" ? [{ return: {}, id }] : []));
    const qmp = new Qmp(socket);
    say({ QMP: {} });
    const open = qmp.command("quit");
    setTimeout(() => socket.destroy(), 10);
    await expect(open).rejects.toThrow("QEMU has ended");
    await expect(qmp.command("quit")).rejects.toThrow("QEMU has ended");
  });
});
