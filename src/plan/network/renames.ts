import type { NicFacts } from "../../model/facts.ts";
import type { PlannedNic } from "../../model/plan.ts";
import type { StepOf } from "../../model/step.ts";

type Rename = StepOf<"nics.rename">["renames"][number];

/**
 * The renames that give every used NIC its name. A hardware NIC that holds a wanted name without being wanted
 * under it gets a spare one, `nic0`, `nic1` …, that nothing has. Empty where every name is right already.
 */
export function planRenames(planned: readonly PlannedNic[], nics: readonly NicFacts[]): Rename[] {
  const wanted = new Set(planned.flatMap(({ name }) => (name === null ? [] : [name])));
  const taken = new Set([...wanted, ...nics.map(({ kernelName }) => kernelName)]);
  return planned.flatMap((nic, index) => {
    // One without a readable address cannot be checked before it is renamed; the executor moves it aside by name.
    if (nic.mac === null) return [];
    if (nic.name !== null) return nic.name === nic.kernelName ? [] : [{ mac: nic.mac, from: nic.kernelName, to: nic.name }];
    const inTheWay = nics[index]?.physical === true && wanted.has(nic.kernelName);
    return inTheWay ? [{ mac: nic.mac, from: nic.kernelName, to: spareName(taken) }] : [];
  });
}

function spareName(taken: Set<string>): string {
  for (let index = 0; ; index += 1) {
    const name = `nic${index}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
