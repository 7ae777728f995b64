import { decodeSecret, encodeSecret, SECRET_BYTES, SECRET_OFFSET, type SecretRead } from "../peers/secretBlock.ts";
import type { ApplyContext } from "./context.ts";
import type { OwnDisk } from "./plannedDisk.ts";
import { Refused } from "./explain.ts";

/** What stands in the secret's place on a disk. Rejects where it cannot be read. */
export async function readSecret({ disks }: Pick<ApplyContext, "disks">, path: string): Promise<SecretRead> {
  const disk = await disks.open(path, "read");
  return decodeSecret(await disk.read(SECRET_OFFSET, SECRET_BYTES).finally(() => disk.close()));
}

/**
 * Keeps the secret on a side of a pair, before anything is mirrored to it: whoever has the data has the secret to it. On a side
 * that holds data, another secret is never written over. @throws Refused there. True where it wrote.
 * `agreed`: no side anywhere holds data under it yet, so that it may still be told after a power failure.
 */
export async function keepSecret(context: Pick<ApplyContext, "disks">, { path, marker }: Pick<OwnDisk, "path" | "marker">, secret: string, agreed: boolean): Promise<boolean> {
  const found = await readSecret(context, path);
  const isNew = agreed && marker.state !== "ready";
  // On a side with data the word counts no more: nothing is written there that power could cut.
  if (found.state === "good" && found.secret === secret && found.site === marker.site && (found.agreed === isNew || marker.state === "ready")) return false;
  if (found.state === "good" && marker.state === "ready") throw new Refused({ code: "other-secret", path });
  const disk = await context.disks.open(path, "shared");
  try {
    await disk.write(SECRET_OFFSET, encodeSecret(marker.site, secret, isNew));
    await disk.sync();
  } finally {
    await disk.close();
  }
  return true;
}
