import { createServer, type Server, type Socket } from "node:net";

interface Port {
  /** Which machine is plugged in; a machine has one port per card. */
  machine: string;
  /** What its card is plugged into: those of one network are joined. */
  net: number;
  socket: Socket;
}

/**
 * A network switch in this process: QEMU's `-netdev socket,connect=` sends each frame behind its length as 32 bits, big endian
 * (qemu(1)). A frame goes to the port that its receiver was last heard on, one for all or for nobody known to all other ports;
 * except where the cable between two machines is cut: nothing is said then, as with a switch that has lost its power.
 */
export class Switch {
  #servers: Server[] = [];
  #ports = new Set<Port>();
  #cuts = new Set<string>();
  /** Networks that nothing goes through. */
  #down = new Set<number>();
  #heard = new Map<string, Port>();

  /** The machine behind whose port a hardware address was last heard, as a switch learns it; null where it never was. */
  where(mac: string): string | null {
    return this.#heard.get(mac.toLowerCase())?.machine ?? null;
  }
  /** Hears every frame, whoever it is for. */
  tap: ((frame: Buffer) => void) | null = null;

  /** A new port for a machine's card in a network: the TCP port of 127.0.0.1 that QEMU is to connect to. */
  async plug(machine: string, net: number): Promise<number> {
    const server = createServer((socket) => {
      server.close();
      socket.setNoDelay(true);
      const port: Port = { machine, net, socket };
      this.#ports.add(port);
      let pending: Buffer = Buffer.alloc(0);
      socket.on("data", (bytes: Buffer) => {
        pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
        let at = 0;
        while (pending.length - at >= 4) {
          const end = at + 4 + pending.readUInt32BE(at);
          if (pending.length < end) break;
          this.#forward(port, pending.subarray(at, end));
          at = end;
        }
        pending = pending.subarray(at);
      });
      const gone = (): void => void this.#ports.delete(port);
      socket.once("close", gone).once("error", gone);
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Cuts (or mends) the way between two machines, on all cards, in both directions. */
  cut(one: string, other: string, isCut = true): void {
    const key = [one, other].sort().join("\n");
    if (isCut) this.#cuts.add(key);
    else this.#cuts.delete(key);
  }

  /** Switches a network off, or on again. */
  down(net: number, isDown = true): void {
    if (isDown) this.#down.add(net);
    else this.#down.delete(net);
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const { socket } of this.#ports) socket.destroy();
  }

  #forward(from: Port, frame: Buffer): void {
    // Behind the length: to whom (6 bytes), from whom (6 bytes).
    this.#heard.set(macAt(frame, 10), from);
    this.tap?.(frame);
    // QEMU's user network answers whatever reaches it, with a connection of its own: it must not hear what is for a machine, be that one off or on.
    const known = ((frame[4] ?? 0) & GROUP) === 0 ? this.#heard.get(macAt(frame, 4)) : undefined;
    for (const port of known !== undefined ? [known] : this.#ports) {
      if (port === from || !this.#ports.has(port) || port.net !== from.net || this.#down.has(from.net) || this.#cuts.has([from.machine, port.machine].sort().join("\n"))) continue;
      port.socket.write(frame);
    }
  }
}

/** Set in the first byte of an address that many listen to (IEEE 802). */
const GROUP = 1;

function macAt(frame: Buffer, at: number): string {
  return frame.toString("hex", at, at + 6).replace(/(..)(?=.)/g, "$1:");
}
