import { createPrivateKey, createPublicKey } from "node:crypto";
import { hostKeyFiles, type HostKeyFiles } from "../page/keys/openssh.ts";
import { keyFor } from "./keys.ts";

/** Where a node keeps what it reaches its peers by. In RAM: made at every start. */
export const PEER_SSH = {
  dir: "/run/ramvisor/peer-ssh",
  key: "/run/ramvisor/peer-ssh/id_ed25519",
  knownHosts: "/run/ramvisor/peer-ssh/known_hosts",
  conf: "/etc/ssh/ssh_config.d/10-ramvisor-peers.conf",
} as const;

/** PKCS#8 of an Ed25519 private key up to its seed (RFC 8410, 7). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
/** A public key as told by a peer; nothing else gets into a file that ssh reads. */
const PUBLIC_KEY = /^[a-z0-9-]+ [A-Za-z0-9+/]+={0,2}$/;

/** The key pair that both nodes make from their secret: the same on both, and nobody else's. Pure. */
export function accessFiles(secret: string): HostKeyFiles {
  const seed = keyFor(secret, "ssh");
  const { x = "" } = createPublicKey(createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" })).export({ format: "jwk" });
  return hostKeyFiles({ seed, publicKey: Buffer.from(x, "base64url") }, "ramvisor-pair", seed.readUInt32BE(0));
}

/** One line of authorized_keys (sshd(8)): no terminal, no forwarding, and from the peers' addresses alone. */
export function authorizedLine(publicFile: string, addresses: readonly string[]): string {
  return `restrict,from="${addresses.join(",")}" ${publicFile.trim()}\n`;
}

/** ssh_config(5): to peers with the pair's key, and only where the host key is the one that was told over the authenticated channel. */
export function clientConf(addresses: readonly string[]): string {
  return `# Written by Ramvisor at every start. Changes here are lost.
Match host "${addresses.join(",")}" user root
  IdentityFile ${PEER_SSH.key}
  IdentitiesOnly yes
  UserKnownHostsFile ${PEER_SSH.knownHosts}
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 10
  ServerAliveInterval 5
  ServerAliveCountMax 3
`;
}

/** Lines of known_hosts; empty where nothing that was said is a public key. */
export function knownHosts(address: string, keys: readonly string[]): string {
  return keys.flatMap((key) => {
    const plain = key.split(" ").slice(0, 2).join(" ");
    return PUBLIC_KEY.test(plain) ? [`${address} ${plain}\n`] : [];
  }).join("");
}
