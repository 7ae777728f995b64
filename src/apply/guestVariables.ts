import { unescapeXml } from "../render/xml.ts";
import type { WriteFs } from "./writeFs.ts";

const TRIES = 10;

/**
 * The file of a guest's firmware variables where it lies in `dir`, libvirt's own folder: its name. Null where there is none, and where it
 * lies elsewhere, as in a pool. libvirt writes it down as it was given: as text, or as a source.
 */
export function variablesFile(xml: string, dir: string): string | null {
  // In <os> alone: in <metadata>, before it, an administrator may have written anything.
  const os = /<os[\s>][\s\S]*?<\/os>/.exec(xml)?.[0] ?? "";
  const text = /<nvram\b[^>]*(?<!\/)>([\s\S]*?)<\/nvram>/.exec(os)?.[1] ?? "";
  const path = unescapeXml(/<source\b[^>]*\bfile=(['"])(.*?)\1/.exec(text)?.[2] ?? text.trim());
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
