import { createPrivateKey, X509Certificate } from "node:crypto";
import type { IsoChange } from "../cliIso.ts";
import type { IsoMessages } from "../messages/iso/index.ts";
import type { Run } from "../model/ports.ts";
import type { Hidden } from "../ports/hidden.ts";
import type { OverlayName, SiteFiles } from "../personal/index.ts";
import { hostKeyName, keyLines, privateKeyIn, publicKeyIn, publicLine } from "./keys.ts";
import { hashPassword, makeHostKey } from "./secrets.ts";

export interface InputPorts {
  run: Run;
  /** Rejects with an errno error; `path` in it is the file's name. */
  readFile(file: string): Promise<string>;
  /** One line of standard input. */
  readLine(): Promise<string | null>;
  /** Asks at the terminal without showing what is typed; null where standard input is none. */
  hidden: Hidden | null;
}

/** A sentence for the person who gave the file. */
export class BadInput extends Error {}

/** The overlay's files that the options bring, checked so far as they can be. Throws BadInput, or what `readFile` throws. */
export async function overlayInputs(change: IsoChange, ports: InputPorts, messages: IsoMessages): Promise<SiteFiles> {
  const files: Partial<Record<OverlayName, string>> = {
    ...(await authorizedKeys(change, ports, messages)),
    ...(await rootPassword(change, ports, messages)),
    ...(await hostKeys(change, ports, messages)),
    ...(await tlsFiles(change, ports, messages)),
    ...(await pairSecret(change, ports, messages)),
    ...(change.siteId === null ? {} : { "site.id": `${change.siteId}\n` }),
  };
  return Object.fromEntries(Object.entries(files).map(([name, text = ""]) => [name, Buffer.from(text, "utf8")]));
}

type Some = Partial<Record<OverlayName, string>>;

async function authorizedKeys({ sshKeys }: IsoChange, ports: InputPorts, { input }: IsoMessages): Promise<Some> {
  const lines: string[] = [];
  for (const file of sshKeys) {
    const text = await ports.readFile(file);
    if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) throw new BadInput(input.privateKey(file));
    const found = keyLines(text);
    if (found.length === 0 || found.some((line) => publicKeyIn(line) === null)) throw new BadInput(input.sshKey(file));
    lines.push(...found);
  }
  return lines.length === 0 ? {} : { authorized_keys: `${[...new Set(lines)].join("\n")}\n` };
}

async function rootPassword(change: IsoChange, ports: InputPorts, messages: IsoMessages): Promise<Some> {
  const { usage, noProgram } = messages;
  if (change.passwordHash !== null) return { shadow: shadowLine(change.passwordHash) };
  if (!change.passwordFromStdin) return {};
  const password = ports.hidden === null ? ((await ports.readLine())?.replace(/\r$/, "") ?? "") : await typedTwice(ports.hidden, messages);
  if (password === "") throw new BadInput(usage.emptyPassword);
  const hash = await hashPassword(ports.run, password);
  if (hash === null) throw new BadInput(noProgram("openssl", "--root-password-stdin"));
  return { shadow: shadowLine(hash) };
}

/** A slip in what nobody sees would lock the console. Empty where nothing is typed. */
async function typedTwice(hidden: Hidden, { ask, usage }: IsoMessages): Promise<string> {
  const password = (await hidden(ask.password)) ?? "";
  if (password !== "" && (await hidden(ask.again)) !== password) throw new BadInput(usage.passwordsDiffer);
  return password;
}

/** shadow(5), without ageing. */
const shadowLine = (hash: string): string => `root:${hash}:::::::\n`;

async function hostKeys({ hostKeys: files, makeHostKeys }: IsoChange, ports: InputPorts, { input, noProgram }: IsoMessages): Promise<Some> {
  const made = makeHostKeys ? await makeHostKey(ports.run) : null;
  if (makeHostKeys && made === null) throw new BadInput(noProgram("ssh-keygen", "--make-host-keys"));
  const texts: [file: string, text: string][] = made === null ? [] : [["ssh-keygen", made]];
  for (const file of files) texts.push([file, await ports.readFile(file)]);
  const found: Some = {};
  for (const [file, text] of texts) {
    const key = privateKeyIn(text);
    const name = key === null ? null : hostKeyName(key.type);
    if (key === null || name === null) throw new BadInput(input.hostKey(file));
    if (key.locked) throw new BadInput(input.lockedHostKey(file));
    found[name] = key.file;
    found[`${name}.pub`] = publicLine(key.type, key.blob, "ramvisor");
  }
  return found;
}

async function tlsFiles({ tls }: IsoChange, ports: InputPorts, { input }: IsoMessages): Promise<Some> {
  if (tls === null) return {};
  const [certificate, key] = [await ports.readFile(tls.certificate), await ports.readFile(tls.key)];
  const parsed = orNull(() => new X509Certificate(certificate));
  if (parsed === null) throw new BadInput(input.certificate(tls.certificate));
  const secret = orNull(() => createPrivateKey(key));
  if (secret === null) throw new BadInput(input.tlsKey(tls.key));
  if (!parsed.checkPrivateKey(secret)) throw new BadInput(input.tlsPair(tls.key));
  return { "tls.crt": certificate, "tls.key": key };
}

async function pairSecret({ pairSecret: file }: IsoChange, ports: InputPorts, { input }: IsoMessages): Promise<Some> {
  if (file === null) return {};
  const secret = (await ports.readFile(file)).replace(/\r?\n$/, "");
  if (!/^[!-~]{16,64}$/.test(secret)) throw new BadInput(input.secret(file));
  return { "pair.secret": `${secret}\n` };
}

function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
