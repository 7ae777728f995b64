import parse from "yargs-parser";
import { parseSize } from "./disk-file.ts";

/** The line that the whole project is about (README, design). */
export const DEFAULT_LINE =
  "quiet pci=nocrs mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2 lang.de";
export const DEFAULT_NIC = "0a:0b:0c:0d:0e:0f";

export interface StartOptions {
  help: boolean;
  /** Null: the medium's own line with `--iso`, else DEFAULT_LINE. */
  cmdline: string | null;
  nics: string[];
  /** Existing image files, or sizes of blank disks to make. */
  disks: ({ file: string } | { sizeBytes: number })[];
  keep: boolean;
  memoryMiB: number;
  /** Null: as the accelerator wants it. */
  cpus: number | null;
  firmware: "bios" | "uefi" | "uefi-secure";
  /** What the machine starts from; `kernel`: QEMU loads kernel and initrd itself. */
  from: "kernel" | "cd" | "stick" | "network";
  pullMedium: boolean;
  sshPort: number | null;
  sshKey: string | null;
  snapshot: boolean;
  untilReady: boolean;
}

export type OptionsResult = { ok: true; options: StartOptions } | { ok: false; problem: string };

const STRINGS = ["cmdline", "memory", "smp", "ssh-port", "ssh-key"] as const;
const LISTS = ["nic", "disk"] as const;
const FLAGS = ["help", "keep", "uefi", "secure-boot", "iso", "stick", "netboot", "pull-medium", "snapshot", "until-ready"] as const;
const KNOWN = new Set<string>([...STRINGS, ...LISTS, ...FLAGS]);

const MAC = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i;
const inRange = (text: string, low: number, high: number): number | null => (/^\d+$/.test(text) && Number(text) >= low && Number(text) <= high ? Number(text) : null);

/** `npm start`'s arguments (pure, but for yargs-parser's own default reading of nothing). */
export function readOptions(argv: readonly string[]): OptionsResult {
  const parsed = parse([...argv], {
    string: [...STRINGS, ...LISTS],
    array: [],
    boolean: [...FLAGS],
    configuration: { "parse-numbers": false, "parse-positional-numbers": false, "dot-notation": false, "camel-case-expansion": false, "boolean-negation": false },
  });
  const problem = (text: string): OptionsResult => ({ ok: false, problem: text });
  const [word] = parsed._;
  if (word !== undefined) return problem(`"${String(word)}" belongs to no option.`);
  for (const key of Object.keys(parsed)) if (key !== "_" && !KNOWN.has(key)) return problem(`--${key} is not known.`);

  const listOf = (name: string): string[] => [parsed[name] as unknown].flat().filter((value) => value !== undefined).map(String);
  const flag = (name: (typeof FLAGS)[number]): boolean => parsed[name] === true;
  for (const name of STRINGS) if (listOf(name).length > 1) return problem(`--${name} is given more than once.`);
  for (const name of [...STRINGS, ...LISTS]) if (listOf(name).includes("")) return problem(`--${name} needs a value.`);
  const text = (name: (typeof STRINGS)[number]): string | null => listOf(name)[0] ?? null;

  const badNic = listOf("nic").find((mac) => !MAC.test(mac));
  if (badNic !== undefined) return problem(`--nic ${badNic} is no hardware address; one looks like ${DEFAULT_NIC}.`);
  const nics = listOf("nic").map((mac) => mac.toLowerCase().replaceAll("-", ":"));
  if (nics.some((mac) => (parseInt(mac.slice(0, 2), 16) & 1) === 1)) return problem("--nic: a card's own address has an even first byte.");

  const memory = text("memory") ?? "1536";
  const memoryMiB = inRange(memory, 256, 1024 * 1024) ?? Math.floor((parseSize(memory) ?? 0) / 1024 ** 2);
  if (memoryMiB < 256) return problem(`--memory ${memory}: give at least 256, in MiB, or a size such as 2G.`);
  const cpus = text("smp") === null ? null : inRange(text("smp") ?? "", 1, 64);
  if (cpus === null && text("smp") !== null) return problem("--smp takes a number from 1 to 64.");
  const sshPort = text("ssh-port") === null ? null : inRange(text("ssh-port") ?? "", 1, 65535);
  if (sshPort === null && text("ssh-port") !== null) return problem("--ssh-port takes a port number from 1 to 65535.");

  const from = fromOf({ iso: flag("iso"), stick: flag("stick"), netboot: flag("netboot"), pulled: flag("pull-medium"), secureBoot: flag("secure-boot") });
  if (from.problem !== undefined) return problem(from.problem);

  const disks: StartOptions["disks"] = [];
  for (const value of listOf("disk")) {
    const sizeBytes = /^[\d.]+[KMGT](?:i?B)?$/i.test(value) ? parseSize(value) : null;
    if (sizeBytes !== null && sizeBytes < 1024 ** 2) return problem(`--disk ${value}: a disk has at least 1M.`);
    disks.push(sizeBytes === null ? { file: value } : { sizeBytes });
  }
  return {
    ok: true,
    options: {
      help: flag("help"),
      cmdline: text("cmdline"),
      nics: nics.length === 0 ? [DEFAULT_NIC] : nics,
      disks: disks.length === 0 ? [{ sizeBytes: 8 * 1024 ** 3 }] : disks,
      keep: flag("keep"),
      memoryMiB,
      cpus,
      firmware: flag("secure-boot") ? "uefi-secure" : flag("uefi") ? "uefi" : "bios",
      from: from.from,
      pullMedium: flag("pull-medium"),
      sshPort,
      sshKey: text("ssh-key"),
      snapshot: flag("snapshot"),
      untilReady: flag("until-ready"),
    },
  };
}

/** The medium that the flags ask for together; one that can be pulled out, or that Secure Boot can check, is a CD unless it is a stick. */
function fromOf(flags: { iso: boolean; stick: boolean; netboot: boolean; pulled: boolean; secureBoot: boolean }): { from: StartOptions["from"]; problem?: undefined } | { problem: string } {
  const { iso, stick, netboot, pulled, secureBoot } = flags;
  if ([iso, stick, netboot].filter(Boolean).length > 1) return { problem: "--iso, --stick and --netboot exclude each other." };
  if (netboot && pulled) return { problem: "--netboot has no medium to pull." };
  if (netboot && secureBoot) return { problem: "--netboot: iPXE in QEMU's network card is not signed, so Secure Boot refuses it. Use --uefi." };
  return { from: netboot ? "network" : stick ? "stick" : iso || pulled || secureBoot ? "cd" : "kernel" };
}

export const HELP = `npm start -- [OPTION]…
Starts the medium in QEMU: a bare machine becomes a KVM host. What is missing on this machine
is fetched, the image is built unless it is fresh.

  --cmdline TEXT      the kernel command line; default: the line of the README
  --nic MAC           a network card with this hardware address; repeat for more cards
                      (default ${DEFAULT_NIC}). The card that the line names first is
                      on QEMU's network, the others are on a cable to nowhere
  --disk SIZE|FILE    a blank disk of this size (8G), or an existing image; repeat for more
                      (default: one of 8G, a sparse file under out/qemu/)
  --keep              go on with the disks that the last start left under out/qemu/
  --snapshot          throw away what is written to the disks
  --memory MIB        memory of the machine; default 1536
  --smp N             processors; default 2, or 1 where QEMU cannot translate two safely
  --iso               start from out/ramvisor.iso, as from a CD, with the medium's own line
                      (or the one of --cmdline, typed at the loader's prompt)
  --stick             the same from a stick on USB 3
  --netboot           start from the network: iPXE, with the files from QEMU's own TFTP server
  --pull-medium       as --iso, and pull the CD out once it is loaded; or the stick, with --stick
  --uefi              UEFI instead of BIOS
  --secure-boot       as --iso, with UEFI and Secure Boot; or from the stick, with --stick
  --ssh-key FILE      put this public key into the site overlay (not with --iso);
                      default: those of ~/.ssh/id_*.pub
  --ssh-port PORT     port of 127.0.0.1 that leads to the machine's SSH; default: a free one
  --until-ready       end as soon as the machine is ready, or says that it is not
  --help              this text

The machine's serial console is in the terminal. Ctrl-A X ends the machine; so does Ctrl-C until
it is ready, later Ctrl-C goes to the machine. Where standard input is no terminal, nothing is
typed and the machine runs until it is stopped by a signal.
Exit code: 0 the machine became ready, 1 it did not, 2 wrong usage, 130 stopped before it was ready.
`;
