import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Which Debian package each path of a tree belongs to, from dpkg's lists. Paths from the root, as they lie since /usr was merged. */
export async function ownersIn(tree: string): Promise<Map<string, string>> {
  const info = join(tree, "var/lib/dpkg/info");
  const owners = new Map<string, string>();
  for (const name of (await readdir(info)).filter((file) => file.endsWith(".list"))) {
    const owner = name.replace(/(?::[^:]+)?\.list$/, "");
    for (const path of (await readFile(join(info, name), "utf8")).split("\n")) owners.set(path.replace(/^\/(?=(?:bin|sbin|lib)\/)/, "/usr/").slice(1), owner);
  }
  return owners;
}
