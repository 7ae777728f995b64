import { lstat, readdir } from "node:fs/promises";

export interface WalkedFile {
  /** From the root of the walk, no leading slash. */
  path: string;
  /** 0 for anything but a regular file. */
  bytes: number;
  directory: boolean;
}

/** Every entry below a folder, folders before what they hold, names sorted; symbolic links are not followed. */
export async function walk(root: string, below = ""): Promise<WalkedFile[]> {
  const names = (await readdir(`${root}/${below}`, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const nested = await Promise.all(
    names.map(async (entry): Promise<WalkedFile[]> => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return [{ path, bytes: 0, directory: true }, ...(await walk(root, path))];
      return [{ path, bytes: entry.isFile() ? (await lstat(`${root}/${path}`)).size : 0, directory: false }];
    }),
  );
  return nested.flat();
}
