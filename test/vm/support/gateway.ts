import { spawn, type ChildProcess } from "node:child_process";
import { netdevValue } from "../../../src/qemu/arguments.ts";
import { QEMU } from "../../../src/qemu/accelerator.ts";
import type { UserNetwork } from "../../../src/qemu/line-network.ts";

const running = new Set<ChildProcess>();
process.on("exit", () => { for (const child of running) child.kill("SIGKILL"); });

/**
 * A gateway for machines on a switch: QEMU's user-mode network behind a port of that switch, in a QEMU without a machine, so
 * that it stays when any of the machines dies.
 */
export class Gateway {
  #child: ChildProcess;

  /** @param switchPort of the switch; `forwards` as for a card */
  constructor(network: UserNetwork, switchPort: number, forwards: readonly { hostPort: number; guest: string; guestPort: number }[]) {
    const args = [
      "-machine", "none", "-nodefaults", "-no-user-config", "-display", "none",
      "-netdev", netdevValue("user0", { mac: "", network, forwards }), "-netdev", "hubport,id=h0,hubid=0,netdev=user0",
      "-netdev", `socket,id=socket0,connect=127.0.0.1:${String(switchPort)}`, "-netdev", "hubport,id=h1,hubid=0,netdev=socket0",
    ];
    this.#child = spawn("setpriv", ["--pdeathsig", "KILL", "--", QEMU, ...args], { stdio: ["ignore", "ignore", "inherit"] });
    running.add(this.#child);
    this.#child.once("exit", () => running.delete(this.#child));
  }

  stop(): void {
    this.#child.kill("SIGKILL");
  }
}
