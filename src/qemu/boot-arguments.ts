import { quoteValue } from "./quote.ts";

/** How a medium hangs on the machine: in a CD drive, or written byte by byte to a stick on a USB 3 or USB 2 port. */
export type MediumDrive = "cd" | "usb3" | "usb2";

/** Where a machine starts from. */
export type BootSpec =
  /** `cd`: an ISO in the CD drive, from which nothing is started. */
  | { kind: "kernel"; kernel: string; initrd: string; cmdline: string; cd?: string }
  | { kind: "iso"; iso: string; drive: MediumDrive }
  /** The option ROM (iPXE) of the card that is on QEMU's network asks QEMU's DHCP and TFTP servers: files of this folder, this one first. */
  | { kind: "net"; folder: string; bootfile: string };

/** The medium's device, for QMP's `eject` and `device_del`, and its block backend, for `query-blockstats`. */
export const MEDIUM_DEVICE = "medium0";
export const MEDIUM_DRIVE = "medium";

const CONTROLLERS = { usb3: "qemu-xhci", usb2: "usb-ehci" } as const;

/** The arguments that come before the cards: what the firmware is to start from (pure; qemu(1)). */
export function bootArguments(boot: BootSpec): string[] {
  if (boot.kind === "kernel") return ["-kernel", boot.kernel, "-initrd", boot.initrd, "-append", boot.cmdline, ...(boot.cd === undefined ? [] : cdArguments(boot.cd, false))];
  return boot.kind === "net" || boot.drive !== "cd" ? [] : cdArguments(boot.iso, true);
}

/** `first`: the firmware starts from it; a kernel that is handed over has that place already. */
function cdArguments(iso: string, first: boolean): string[] {
  return [
    "-drive", `file=${quoteValue(iso)},format=raw,if=none,id=${MEDIUM_DRIVE},media=cdrom,readonly=on`,
    "-device", `ide-cd,id=${MEDIUM_DEVICE},drive=${MEDIUM_DRIVE}${first ? ",bootindex=0" : ""}`,
  ];
}

/**
 * A stick, behind cards and disks, whose places on the bus it must not move. The guest can write to it as to a real one;
 * what it writes goes to a temporary file.
 */
export function stickArguments(boot: BootSpec): string[] {
  if (boot.kind !== "iso" || boot.drive === "cd") return [];
  return [
    "-drive", `file=${quoteValue(boot.iso)},format=raw,if=none,id=${MEDIUM_DRIVE},snapshot=on`,
    "-device", `${CONTROLLERS[boot.drive]},id=usb`,
    "-device", `usb-storage,id=${MEDIUM_DEVICE},bus=usb.0,drive=${MEDIUM_DRIVE},removable=on,serial=STICK,bootindex=0`,
  ];
}
