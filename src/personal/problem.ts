/** Why a word cannot stand on the line: its character, as written, or a name for one that cannot be seen. */
export type LineRefusal =
  | { code: "line.character"; args: { word: string; character: string } }
  /** `initrd=` is the loader's own, and names the files on the medium. */
  | { code: "line.initrd"; args: { word: string } }
  /** Bytes of the line, and of its place. */
  | { code: "line.room"; args: { bytes: number; room: number } };

/** What keeps a file from being read as a medium, or changed. Worded per language in src/messages/iso. */
export type MediumProblem =
  | LineRefusal
  /** No ISO 9660 volume. */
  | { code: "iso.none" }
  /** An ISO 9660 volume, and not ours; its label. */
  | { code: "iso.foreign"; args: { label: string } }
  /** Ours, from before a medium could be made a personal one. */
  | { code: "iso.old" }
  /** Ours, of a newer format than this version knows. */
  | { code: "iso.newer"; args: { format: number; known: number } }
  /** Ours, but the file ends too early, in bytes. */
  | { code: "iso.cut"; args: { bytes: number; expected: number } }
  /** More bytes than the medium has: nobody has checked what they are. */
  | { code: "iso.long"; args: { bytes: number; expected: number } }
  /** Bytes in this file of the medium are not as they were written; `volume` is what lies between the files. */
  | { code: "iso.damaged"; args: { part: string } }
  /** The overlay's files and its room, in bytes. */
  | { code: "site.room"; args: { bytes: number; room: number } };

export type MediumProblemCode = MediumProblem["code"];
