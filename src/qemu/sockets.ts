import { createServer, type Server, type Socket } from "node:net";

/** A unix socket that waits for one caller: QEMU connects to it as it starts, so that nothing it says is lost. */
export interface AwaitedSocket {
  path: string;
  connected: Promise<Socket>;
  close(): void;
}

/** Listens at `path` (108 characters at most, unix(7)) for one connection. */
export async function awaitSocket(path: string): Promise<AwaitedSocket> {
  let server: Server | undefined;
  const connected = new Promise<Socket>((resolve) => {
    server = createServer((socket) => {
      server?.close();
      resolve(socket);
    });
  });
  await new Promise<void>((resolve, reject) => server?.once("error", reject).listen(path, resolve));
  return { path, connected, close: () => { server?.close(); } };
}

/** A TCP port of 127.0.0.1 that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => { resolve(typeof address === "object" && address !== null ? address.port : 0); });
    });
  });
}
