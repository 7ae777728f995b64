import { firmwareOf } from "../plan/guestFirmware.ts";
import type { WriteFs } from "./writeFs.ts";

const TRIES = 10;

/** The file of a guest's firmware variables where it lies in `dir`, libvirt's own folder: its name. Null where there is none, and where it lies elsewhere, as in a pool. */
export function variablesFile(xml: string, dir: string): string | null {
  const path = firmwareOf(xml).variables ?? "";
  const file = path.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : "";
  return file === "" || file.includes("/") || file === "." || file === ".." ? null : file;
}

/**
 * A file that QEMU may be writing into, as it was at one moment: what reads the same twice was not written to between. Its beginning of
 * one moment and its end of another would be something that firmware never wrote. Where the file does not rest, what was read last.
 */
export async function readSteady(fs: Pick<WriteFs, "readBytes">, path: string): Promise<Uint8Array> {
  let last = await fs.readBytes(path);
  for (let tries = 1; tries < TRIES; tries += 1) {
    const again = await fs.readBytes(path);
    if (Buffer.compare(last, again) === 0) break;
    last = again;
  }
  return last;
}
