import { globToRegExp } from "./glob.ts";
import { KEPT_MODULES, PRUNED_MODULES } from "./prune.ts";

/** `modules.dep` (depmod(8)) as a map from a module's path to the modules that it needs, all from the version's folder. */
export function parseModulesDep(text: string): Map<string, string[]> {
  return new Map(
    text.split("\n").filter(Boolean).map((line) => {
      const [module = "", needs = ""] = line.split(":");
      return [module, needs.split(" ").filter(Boolean)];
    }),
  );
}

/**
 * The modules that travel: all that no rule names, and whatever these need, rule or not.
 * Paths as in modules.dep (`kernel/drivers/net/tun.ko.xz`), sorted.
 */
export function chooseModules(dependencies: ReadonlyMap<string, readonly string[]>): string[] {
  const rules = PRUNED_MODULES.map((rule) => globToRegExp(`kernel/${rule.path}`));
  const kept = new Set<string>(KEPT_MODULES.map((path) => `kernel/${path}`));
  const chosen = [...dependencies.keys()].filter((path) => kept.has(path.replace(/\.xz$/, "")) || !rules.some((rule) => rule.test(path)));
  return [...new Set(chosen.flatMap((path) => [path, ...(dependencies.get(path) ?? [])]))].sort();
}
