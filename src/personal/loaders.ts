import { ascii, join } from "./file.ts";
import { fill, roomFor, type Room } from "./room.ts";

/** Where a line stands: isolinux' configuration and its screen, and GRUB's configuration. */
export const LOADERS = ["isolinux", "help", "grub"] as const;
export type Loader = (typeof LOADERS)[number];

/** One of the loaders' files on the medium: what stands before the line, and the place for the line. */
export interface LoaderFile {
  /** In the primary volume's names. */
  path: string;
  before: string;
  room: Room;
}

/** isolinux passes `BOOT_IMAGE=/vmlinuz initrd=/initrd.img,/site.img ` in front of the line, GRUB only the first of both. */
const BEFORE_LINE = "BOOT_IMAGE=/vmlinuz initrd=/initrd.img,/site.img ";
/** x86 keeps 2047 bytes; one less, so that a line that was cut can be told from one that just fits. */
const KERNEL_BYTES = 2046;

/** The longest line, in bytes, whichever loader starts it. */
export const LINE_BYTES = KERNEL_BYTES - BEFORE_LINE.length;

/** isolinux' screen has 25 rows of 80: a longer line would push the help off it. */
const SHOWN_BYTES = 800;

const roomOf = (longest: number, after: string, padding: Room["padding"]): Room => ({ bytes: longest + after.length + (padding === "eof" ? 1 : 0), after, padding });

/**
 * The files that both loaders read, in this version. isolinux starts after a quarter of an hour even where a key was pressed, perhaps by noise on
 * a serial line (TOTALTIMEOUT, in tenths of a second); GRUB has no such time. Each ends in the line's place: in GRUB's editor (`e`) nothing of the
 * padding is seen, as it lies outside the entry.
 */
export const LOADER_FILES: Readonly<Record<Loader, LoaderFile>> = {
  isolinux: {
    path: "/ISOLINUX/ISOLINUX.CFG",
    before: `SERIAL 0 115200
PROMPT 1
TIMEOUT 30
TOTALTIMEOUT 9000
DISPLAY help.txt
DEFAULT ram
LABEL ram
  KERNEL /vmlinuz
  APPEND initrd=/initrd.img,/site.img `,
    room: roomOf(LINE_BYTES, "\n", "comment"),
  },
  help: {
    path: "/ISOLINUX/HELP.TXT",
    before: [
      "Ramvisor",
      "",
      "This machine starts in 3 seconds. To change the line for this start:",
      "type  ram  and what is to be added, then Enter.",
      "The keyboard is a US one here: right of 0 is -, which may stand for : in a MAC.",
      "A later token replaces an earlier one:",
      "  ram mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.24 gw.192.168.0.2 lang.de",
      "If the line begins with sum., a start that is changed here claims no new disk.",
      "",
      "The line now: ",
    ].join("\r\n"),
    room: roomOf(SHOWN_BYTES, "\r\n", "eof"),
  },
  grub: {
    path: "/BOOT/GRUB/GRUB.CFG",
    before: `serial --unit=0 --speed=115200
terminal_input console serial
terminal_output console serial
set timeout=3
set default=ram
menuentry "Ramvisor (e: change the line, US keyboard; Ctrl-X: start)" --id ram {
  linux /vmlinuz `,
    room: roomOf(LINE_BYTES, "\n  initrd /initrd.img /site.img\n}\n", "comment"),
  },
};

/** What a place shows of the line: all of it, or its beginning where the place is a screen. */
export function shownIn(loader: Loader, room: Room, line: string): string {
  const longest = roomFor(room);
  return loader !== "help" || line.length <= longest ? line : `${line.slice(0, longest - 4)} ...`;
}

/** One of the loaders' files with this line. @throws RangeError where the line is longer than LINE_BYTES. */
export function loaderFile(loader: Loader, line: string): Uint8Array {
  const { before, room } = LOADER_FILES[loader];
  return join([ascii(before), fill(room, shownIn(loader, room, line))]);
}
