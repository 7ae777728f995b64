import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached, keyOf } from "./cache.ts";
import { APT_OPTIONS, BUILD_EXTRACTED, COMPONENTS, EXTRACTED_PACKAGES, HOST_PACKAGES } from "./packages.ts";
import { command } from "./shell.ts";
import { SUITE, type Mirrors } from "./sources.ts";

const suitesOf = (mirrors: Mirrors): { uri: string; suite: string }[] => [
  { uri: mirrors.main, suite: SUITE },
  { uri: mirrors.main, suite: `${SUITE}-updates` },
  ...(mirrors.security === null ? [] : [{ uri: mirrors.security, suite: `${SUITE}-security` }]),
];

/** The lines of sources.list(5) that the tree is built from and that the running host keeps. */
export const sourcesList = (mirrors: Mirrors): string =>
  suitesOf(mirrors).map(({ uri, suite }) => `deb ${uri} ${suite} ${COMPONENTS.replaceAll(",", " ")}\n`).join("");

/**
 * What the mirror offers at this moment, as text: changes whenever a package of the suites changes.
 * Through apt's own download helper, so that proxies and transports of this machine apply.
 * Throws Unable where the mirror does not answer.
 */
export async function mirrorState(mirrors: Mirrors): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "ramvisor-release-"));
  try {
    const texts = await Promise.all(
      suitesOf(mirrors).map(async ({ uri, suite }, index) => {
        const file = join(dir, String(index));
        await command("/usr/lib/apt/apt-helper", ["download-file", `${uri.replace(/\/$/, "")}/dists/${suite}/InRelease`, file]);
        return readFile(file, "utf8");
      }),
    );
    return texts.join("\n");
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Where the extracted tree says what it is made of: one `name version` a line, noted while the packages still lie there. */
export const EXTRACTED_LIST = "extracted-packages";
const NOTE_PACKAGES = `for deb in "$1"/var/cache/apt/archives/*.deb; do dpkg-deb --show --showformat '\${Package} \${Version}\\n' "$deb"; done >"$1/${EXTRACTED_LIST}"`;

/** Packages and what they depend on as one tar file, installed (`apt`) or unpacked alone (`extract`). Throws Unable where mmdebstrap fails. */
// The epoch is the day of the last change in shadow(5), which would else be the day of the build.
export async function packageTree(variant: "apt" | "extract", packages: readonly string[], mirrors: Mirrors, epoch: string, output: string): Promise<void> {
  const list = sourcesList(mirrors);
  const options = [`--variant=${variant}`, "--format=tar", "--mode=root", `--components=${COMPONENTS}`, `--include=${packages.join(",")}`, ...APT_OPTIONS.map((option) => `--aptopt=${option}`), ...(variant === "extract" ? [`--extract-hook=${NOTE_PACKAGES}`] : [])];
  await command("mmdebstrap", [...options, SUITE, output, "-"], { root: true, input: list, env: { SOURCE_DATE_EPOCH: epoch } });
}

/** The installed tree and the extracted files, as tar files in the cache: made anew when the mirror or the lists change. */
export async function packageTrees(mirrors: Mirrors, state: string, epoch: string): Promise<{ host: string; extracted: string; key: string }> {
  const key = keyOf(state, HOST_PACKAGES.join(), EXTRACTED_PACKAGES.join(), BUILD_EXTRACTED.join(), APT_OPTIONS.join(), COMPONENTS, "3");
  const host = await cached("host.tar", key, (path) => packageTree("apt", HOST_PACKAGES, mirrors, epoch, path));
  const extracted = await cached("extracted.tar", key, (path) => packageTree("extract", [...EXTRACTED_PACKAGES, ...BUILD_EXTRACTED], mirrors, epoch, path));
  return { host, extracted, key };
}

/** Names and versions of the packages of which files are taken without installing them. */
export async function extractedPackages(extracted: string): Promise<{ name: string; version: string }[]> {
  const text = await command("tar", ["-xOf", extracted, `./${EXTRACTED_LIST}`]);
  const wanted = new Set<string>(EXTRACTED_PACKAGES);
  return text.split("\n").map((line) => line.split(" ")).flatMap(([name = "", version = ""]) => (wanted.has(name) ? [{ name, version }] : []));
}
