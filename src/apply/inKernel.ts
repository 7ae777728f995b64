import type { ReadFs } from "../model/ports.ts";

type Proc = Pick<ReadFs, "list" | "readText">;

/**
 * Ids of this process' threads and of the programs that it runs which wait in the kernel, where no signal ends them: state `D` of
 * proc_pid_stat(5), children by proc_tid_children(5). Empty where /proc does not tell.
 */
export async function inKernel(fs: Proc): Promise<string[]> {
  const { threads, programs } = await tasks(fs);
  return inState(fs, [...threads, ...programs], "D");
}

/** True where a program that this process runs uses a processor now (state `R`): it works, whatever the disks do. */
export async function someProgramRuns(fs: Proc): Promise<boolean> {
  return (await inState(fs, (await tasks(fs)).programs, "R")).length > 0;
}

async function tasks(fs: Proc): Promise<{ threads: string[]; programs: string[] }> {
  const threads = await fs.list("/proc/self/task").catch(() => []);
  const children = await Promise.all(threads.map((id) => readOrNothing(fs, `/proc/self/task/${id}/children`)));
  return { threads, programs: children.flatMap((line) => line.split(" ").filter((id) => /^\d+$/.test(id))) };
}

async function inState(fs: Proc, ids: readonly string[], state: string): Promise<string[]> {
  // The name before it stands in brackets, and may hold any character.
  const states = await Promise.all(ids.map(async (id) => / ([A-Za-z]) [^)]*$/.exec(await readOrNothing(fs, `/proc/${id}/stat`))?.[1]));
  return ids.filter((_, at) => states[at] === state);
}

const readOrNothing = (fs: Proc, path: string): Promise<string> => fs.readText(path).catch(() => "");
