import { execa } from "execa";
import { Unable } from "./fail.ts";
import { canBeRoot, command } from "./shell.ts";

/** Debian packages, by name, whose status is not `install ok installed` (dpkg-query(1)). */
export async function missingPackages(packages: readonly string[]): Promise<string[]> {
  const { stdout } = await execa("dpkg-query", ["-W", "-f", "${binary:Package} ${db:Status-Status}\\n", ...packages], { reject: false });
  const installed = new Set(
    stdout.split("\n").filter((line) => line.endsWith(" installed")).map((line) => (line.split(" ")[0] ?? "").replace(/:.*$/, "")),
  );
  return packages.filter((name) => !installed.has(name));
}

/**
 * Installs what is missing of these Debian packages, as root or through sudo.
 * Throws Unable that names the command to type where neither is possible, or where apt fails.
 */
export async function ensureTools(packages: readonly string[], say: (line: string) => void): Promise<void> {
  const missing = await missingPackages(packages).catch(() => {
    throw new Unable("This machine has no dpkg: images are built on Debian or a system made from it.");
  });
  if (missing.length === 0) return;
  const install = ["install", "-y", "--no-install-recommends", ...missing];
  if (!(await canBeRoot())) throw new Unable(`Packages are missing. Type this, then start again:\n  sudo apt-get ${install.join(" ")}`);
  say(`installing from Debian: ${missing.join(" ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const apt = (args: string[]) => command("apt-get", args, { root: true, env });
  await apt(install).catch(async () => {
    await apt(["update", "-q"]);
    await apt(install);
  });
}
