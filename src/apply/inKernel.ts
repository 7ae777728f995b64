import type { ReadFs } from "../model/ports.ts";

/**
 * Ids of this process' threads and of the programs that it runs which wait in the kernel, where no signal ends them: state `D` of
 * proc_pid_stat(5), children by proc_tid_children(5). Empty where /proc does not tell.
 */
export async function inKernel(fs: Pick<ReadFs, "list" | "readText">): Promise<string[]> {
  const text = (path: string): Promise<string> => fs.readText(path).catch(() => "");
  const threads = await fs.list("/proc/self/task").catch(() => []);
  const programs = await Promise.all(threads.map((id) => text(`/proc/self/task/${id}/children`)));
  const ids = [...threads, ...programs.flatMap((line) => line.split(" ").filter((id) => /^\d+$/.test(id)))];
  // The name before it stands in brackets, and may hold any character.
  const waits = await Promise.all(ids.map(async (id) => / D [^)]*$/.test(await text(`/proc/${id}/stat`))));
  return ids.filter((_, at) => waits[at]);
}
