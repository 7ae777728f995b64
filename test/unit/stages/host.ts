import { readFileSync } from "node:fs";
import type { Facts } from "../../../src/model/facts.ts";
import type { Run } from "../../../src/model/ports.ts";
import { parseFacts } from "../../../src/schema/facts.ts";
import { ok, programs, type Call } from "../apply/fakes.ts";

export const LINE = "quiet pci=nocrs mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2 lang.de";
/** No NIC of the machine has this address. */
export const FOREIGN = LINE.replace("0d:0e:0f", "0d:0e:aa");

/** A captured machine of test/hosts. */
export function captured(name: string): Facts {
  const parsed = parseFacts(readFileSync(new URL(`../../hosts/_machines/${name}.json`, import.meta.url), "utf8"));
  if (!parsed.ok) throw new Error(parsed.sentence);
  return parsed.facts;
}

/** The files that a boot run finds: what the image and the initramfs leave. */
export function bootFiles(line: string, facts: Facts): Record<string, string> {
  return {
    "/proc/cmdline": `${line}\n`, "/run/ramvisor/timeline": "initramfs 1.50\nagent-start 2.00\nagent-end 2.60\nhand-over 3.00\n",
    "/etc/shadow": "root:*:20779:0:99999:7:::\n", "/etc/ssh/sshd_config": "", "/proc/sys/kernel/hostname": "(none)\n", "/proc/self/mountinfo": "",
    ...Object.fromEntries(facts.nics.filter(({ physical }) => physical).map(({ kernelName, mac }) => [`/sys/class/net/${kernelName}/address`, `${mac ?? ""}\n`])),
  };
}

/** Programs of a host where all goes well. */
export function goodHost(): { run: Run; calls: Call[] } {
  return programs({
    ip: () => ok(), openssl: () => ok("$6$a$b"), perl: () => ok("API version 12, a machine was made"), systemctl: () => ok(), networkctl: () => ok(), loadkeys: () => ok(),
    virsh: () => ok("default\n===\ndefault\n===\n<domain>kvm</domain>"),
  });
}
