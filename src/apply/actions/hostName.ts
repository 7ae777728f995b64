import type { StepOf } from "../../model/step.ts";
import type { ApplyContext, Result } from "../context.ts";

/** sethostname(2) by way of proc(5): no process, and it works before systemd, which keeps what /etc/hostname says. */
const KERNEL_HOST_NAME = "/proc/sys/kernel/hostname";

/** Sets the running kernel's host name; /etc/hostname is a file.write of its own. */
export async function hostName({ fs }: ApplyContext, step: StepOf<"host.name">): Promise<Result> {
  if ((await fs.readText(KERNEL_HOST_NAME)).trim() === step.name) return "unchanged";
  await fs.writeInto(KERNEL_HOST_NAME, `${step.name}\n`);
  return "changed";
}
