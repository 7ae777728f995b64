import { join } from "node:path";
import { ownersIn } from "./owners.ts";
import { command } from "./shell.ts";

/** Where the running host reads what its medium has left out, and which packages it has, for dpkg's hook `fetch-left-out`. */
export const LEFT_OUT = "usr/lib/ramvisor/left-out";
export const PACKAGES = "usr/lib/ramvisor/packages";

const LIBRARY = /^usr\/lib\/x86_64-linux-gnu\/[^/]+\.so(?:\.|$)/;
/** Programs, and what they read as they run. What people read, and what only devices ask for, is not fetched again. */
const PROGRAM = /^usr\/(?:bin|sbin|lib(?!\/(?:udev\/hwdb|firmware|modules|gconv|x86_64-linux-gnu\/gconv))|share\/(?:nodejs|initramfs-tools|qemu))\//;
/** What nearly every package depends on: its programs are not what they ask for. */
const EVERYBODYS = new Set(["libc6", "coreutils", "util-linux", "systemd", "udev", "dpkg", "perl-base"]);

export interface LeftOut {
  path: string;
  package: string;
  /** `link`: wanted by what is linked to it; `depends`: by packages that name this one. */
  by: "link" | "depends";
}

/** What of the paths that were left out or replaced must come back when a package wants it, by path. `owners`: path to package. */
export function leftOut(paths: readonly string[], owners: ReadonlyMap<string, string>): LeftOut[] {
  return paths.flatMap((path): LeftOut[] => {
    const owner = owners.get(path);
    if (owner === undefined) return [];
    if (LIBRARY.test(path) || path === "usr/bin/qemu-system-x86_64") return [{ path, package: owner, by: "link" }];
    return PROGRAM.test(path) && !EVERYBODYS.has(owner) ? [{ path, package: owner, by: "depends" }] : [];
  }).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes both lists into the tree: path, package, by; package, version; a tab between. */
export async function noteLeftOut(tree: string, paths: readonly string[]): Promise<void> {
  const lines = leftOut(paths, await ownersIn(tree)).map((entry) => `${entry.path}\t${entry.package}\t${entry.by}\n`);
  await command("sh", ["-c", 'mkdir -p "${1%/*}" && cat >"$1" && chmod 0644 "$1"', "sh", join(tree, LEFT_OUT)], { root: true, input: lines.join("") });
  const query = "dpkg-query -W -f '${binary:Package}\\t${Version}\\n' >\"$1\" && chmod 0644 \"$1\"";
  await command("chroot", [tree, "sh", "-c", query, "sh", `/${PACKAGES}`], { root: true });
}
