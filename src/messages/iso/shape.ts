import type { DiskMode } from "../../model/token.ts";
import type { MediumProblem, MediumProblemCode } from "../../personal/problem.ts";

type ArgsOf<C extends MediumProblemCode> = Extract<MediumProblem, { code: C }> extends { args: infer A } ? A : Record<string, never>;

/** What is said of personal media, by `ramvisor iso` and by the page, in one language. */
export interface IsoMessages {
  /** One sentence each: what is wrong, and what to do. */
  problem: { [C in MediumProblemCode]: (args: ArgsOf<C>) => string };
  /** What the description calls `volume`: what lies between the files. */
  volume: string;
  /** The name of a character that cannot be seen. */
  blank: string;
  usage: {
    noBase: string;
    noOutput: string;
    nothing: string;
    onlyShow: (option: string) => string;
    together: (a: string, b: string) => string;
    needs: (a: string, b: string) => string;
    badNode: (value: string) => string;
    badDrop: (name: string, known: string) => string;
    badHash: string;
    emptyPassword: string;
    passwordsDiffer: string;
    badSiteId: (id: string) => string;
    notTokens: (word: string) => string;
  };
  /** Questions at the terminal, with the blank that follows. */
  ask: Record<"password" | "again", string>;
  /** An input file that is not what its option wants. */
  input: Record<"sshKey" | "privateKey" | "hostKey" | "lockedHostKey" | "certificate" | "tlsKey" | "tlsPair" | "secret", (file: string) => string>;
  noProgram: (program: string, option: string) => string;
  notRegular: (file: string) => string;
  notWritten: (file: string, why: string) => string;
  tokenErrors: (count: number) => string;
  written: (file: string, seconds: string) => string;
  secretMade: string;
  title: string;
  label: Record<"medium" | "line" | "nodes" | "site" | "cards" | "common" | "disks" | "siteId" | "room", string>;
  /** Version, size in bytes. */
  whole: (version: string, bytes: string) => string;
  /** Behind it where every byte was read. */
  intact: string;
  lineLength: (bytes: number, room: number) => string;
  noLine: string;
  noNodes: string;
  node: (place: number) => string;
  noSite: string;
  siteRoom: (bytes: number, room: number) => string;
  /** Behind a file whose content is never shown. */
  secret: string;
  /** What comes of blank disks; `pair` where the line names several nodes. */
  disks: Record<DiskMode | "pair", string>;
}
