import { readFile, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Unable } from "../medium/fail.ts";

/** Public SSH keys for the machine: of the named file, or of the person who types (`~/.ssh/id_*.pub`); empty where there are none. */
export async function publicKeys(file: string | null): Promise<string> {
  if (file !== null) {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      throw new Unable(`The key file ${file} cannot be read (${error.code ?? error.message}).`, 2);
    });
    if (text.includes("PRIVATE KEY")) throw new Unable(`${file} is a private key: name the public one, ${file}.pub.`, 2);
    return text;
  }
  const dir = join(homedir(), ".ssh");
  const names = (await readdir(dir).catch(() => [])).filter((name) => /^id_.*\.pub$/.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(dir, name), "utf8").catch(() => "")));
  return texts.filter((text) => text.trim() !== "").map((text) => `${text.trimEnd()}\n`).join("");
}
