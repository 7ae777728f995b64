import { connect } from "node:net";

const WAIT_MS = 2000;

/**
 * True where any of the addresses answers on any of the ports, be it by a refusal: then that machine is switched on and reached.
 * False proves nothing: its cable may be cut. Never rejects.
 */
export async function anyAnswers(addresses: readonly string[], ports: readonly number[]): Promise<boolean> {
  const tries = addresses.flatMap((host) => ports.map((port) => new Promise<boolean>((resolve) => {
    const socket = connect({ host, port });
    const end = (answers: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answers);
    };
    const timer = setTimeout(() => { end(false); }, WAIT_MS);
    socket.once("connect", () => { end(true); }).once("error", (error: NodeJS.ErrnoException) => { end(error.code === "ECONNREFUSED"); });
  })));
  return (await Promise.all(tries)).some(Boolean);
}
