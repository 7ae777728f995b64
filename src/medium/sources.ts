import { readFile, readdir } from "node:fs/promises";
import { Unable } from "./fail.ts";

/** The suite that the medium is made of. */
export const SUITE = "trixie";

export interface Mirrors {
  main: string;
  /** Where the machine has no security mirror configured, updates come from `main` alone. */
  security: string | null;
}

const ETC = "/etc/apt";

/** The URIs of `deb` lines and deb822 stanzas with their suites (sources.list(5)), in the order in which they stand. */
export function debSources(text: string): { uri: string; suite: string }[] {
  const oneLine = [...text.matchAll(/^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/gm)].map(([, uri = "", suite = ""]) => ({ uri, suite }));
  const stanzas = text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string): string[] => (new RegExp(`^${name}:\\s*(.+)$`, "mi").exec(stanza)?.[1] ?? "").split(/\s+/).filter(Boolean);
    if (!field("Types").includes("deb") || /^Enabled:\s*no/mi.test(stanza)) return [];
    return field("URIs").flatMap((uri) => field("Suites").map((suite) => ({ uri, suite })));
  });
  return [...oneLine, ...stanzas];
}

/** Debian's mirrors as this machine's own apt uses them: other vendors' repositories are passed over. */
export function chooseMirrors(sources: readonly { uri: string; suite: string }[]): Mirrors {
  const release = /^(?:bookworm|trixie|forky|sid|stable|testing|unstable)(?:-security)?$/;
  const debian = sources.filter(({ suite, uri }) => release.test(suite) && /debian/.test(uri));
  const main = debian.find(({ suite, uri }) => !suite.endsWith("-security") && !/security/.test(uri));
  const security = debian.find(({ suite }) => suite.endsWith("-security"));
  if (main === undefined) throw new Unable(`No Debian mirror is configured in ${ETC}/sources.list or ${ETC}/sources.list.d: add one, run apt-get update, and start again.`);
  return { main: main.uri, security: security?.uri ?? null };
}

/** Reads this machine's apt sources. */
export async function ownMirrors(): Promise<Mirrors> {
  const parts = await readdir(`${ETC}/sources.list.d`).catch(() => []);
  const files = [`${ETC}/sources.list`, ...parts.filter((name) => /\.(?:list|sources)$/.test(name)).sort().map((name) => `${ETC}/sources.list.d/${name}`)];
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  return chooseMirrors(texts.flatMap(debSources));
}
