import type { Patch, RandomAccess } from "../personal/index.ts";

/** A chosen file, read in pieces: never more of it in memory than what is asked for. */
export function fileAccess(file: Blob): RandomAccess {
  return { size: file.size, read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()) };
}

/**
 * The file with the patches laid over it, as a blob of slices: the browser copies nothing, and reads the file again while
 * it saves. Patches neither overlap nor reach beyond the file.
 */
export function patchedBlob(file: Blob, patches: readonly Patch[]): Blob {
  const parts: BlobPart[] = [];
  let at = 0;
  for (const { offset, bytes } of patches.toSorted((a, b) => a.offset - b.offset)) {
    parts.push(file.slice(at, offset), new Uint8Array(bytes));
    at = offset + bytes.length;
  }
  return new Blob([...parts, file.slice(at)], { type: "application/x-iso9660-image" });
}

/** Has the browser save a blob under a name. */
export function saveAs(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // A browser that asks where to save reads the address only after the answer.
  setTimeout(() => { URL.revokeObjectURL(address); }, 600_000);
}
