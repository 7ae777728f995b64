import { join } from "node:path";
import type { Machine } from "../apply/machine.ts";
import { accessFiles, authorizedLine, clientConf, knownHosts, PEER_SSH } from "../peers/ssh.ts";

const SSH_DIR = "/etc/ssh";
/** The second file that sshd reads (sshd_config(5), AuthorizedKeysFile): the first one is the administrator's. */
const AUTHORIZED = "/root/.ssh/authorized_keys2";

/** Lets the peers in as root with the key that only who has the pair's secret can make, from their addresses alone; and this node to them. */
export async function installAccess({ fs }: Pick<Machine, "fs">, secret: string, addresses: readonly string[]): Promise<void> {
  const files = accessFiles(secret);
  await fs.makeDir(PEER_SSH.dir, 0o700);
  await fs.replace(PEER_SSH.key, files.private, { mode: 0o600 });
  await fs.makeDir("/root/.ssh", 0o700);
  await fs.replace(AUTHORIZED, authorizedLine(files.public, addresses), { mode: 0o600 });
  await fs.makeDir(join(SSH_DIR, "ssh_config.d"));
  await fs.replace(PEER_SSH.conf, clientConf(addresses));
}

/** This host's SSH host keys as public ones, for a peer that has proved the pair's secret. */
export async function hostKeys({ fs, run }: Pick<Machine, "fs" | "run">): Promise<string[]> {
  const names = (await fs.list(SSH_DIR)).filter((name) => /^ssh_host_[a-z0-9]+_key$/.test(name)).sort();
  const said = await Promise.all(names.map(async (name) => (await run("ssh-keygen", ["-y", "-f", join(SSH_DIR, name)])).stdout.trim()));
  return said.filter((key) => key !== "");
}

/** Notes a peer's host keys, as it told them over the authenticated channel: ssh takes no others. */
export async function noteHostKeys({ fs }: Pick<Machine, "fs">, address: string, said: unknown): Promise<void> {
  const keys = Array.isArray(said) ? said.filter((key): key is string => typeof key === "string") : [];
  const text = knownHosts(address, keys);
  if (text === "") throw new Error("the peer has told no SSH host key");
  // A move to another peer may be under way.
  const others = (await fs.readText(PEER_SSH.knownHosts).catch(() => "")).split("\n").filter((line) => line !== "" && !line.startsWith(`${address} `));
  await fs.replace(PEER_SSH.knownHosts, others.map((line) => `${line}\n`).join("") + text, { mode: 0o600 });
}
