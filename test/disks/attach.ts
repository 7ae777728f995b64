import { attach, detach, tool } from "./look.ts";

/** Attaches a file for as long as `use` takes. */
export async function attached<T>(file: string, losetupArgs: readonly string[], use: (path: string) => Promise<T>): Promise<T> {
  const path = await attach(file, losetupArgs);
  try {
    const result = await use(path);
    // Where somebody else has the device open for a moment, the last close, which writes back, comes later than the detaching.
    await tool("blockdev", "--flushbufs", path);
    return result;
  } finally {
    await detach(path, file);
  }
}
