import { describe, expect, it } from "vitest";
import { tellLibvirt } from "../../../src/apply/tellLibvirt.ts";
import { type Call, failed, memory, ok, programs } from "./fakes.ts";

const FILES = {
  "/run/ramvisor/libvirt-untold": "",
  "/etc/libvirt/storage/autostart/default.xml": "", "/etc/libvirt/storage/autostart/mine.xml": "",
  "/etc/libvirt/qemu/networks/autostart/default.xml": "",
};
const UNTOLD = "/run/ramvisor/libvirt-untold";

/** A libvirtd that ignores the first reloads; its pools and its network are up some questions after one that it takes. */
async function tell(ignored: number, answers: { takes?: number; never?: string } = {}): Promise<{ said: string[]; untold: boolean; slept: number }> {
  const { fs } = memory(FILES);
  const said: string[] = [];
  let reloads = 0;
  let asked = 0;
  let slept = 0;
  const virsh = ({ args }: Call): ReturnType<typeof ok> => {
    if (args.includes("uri")) {
      said.push("uri");
      return ok();
    }
    if (reloads <= ignored || asked++ < (answers.takes ?? 0)) return ok("\n===\n\n===\n");
    const listed = (names: string[]): string => names.filter((name) => name !== answers.never).map((name) => `${name}   \n`).join("");
    return ok(`${listed(["mine", "default"])}===\n${listed(["default"])}===\n`);
  };
  const { run } = programs({ virsh, systemctl: ({ args }) => (reloads++, said.push(args.join(" ")), ok()) });
  await tellLibvirt({ fs, run, sleep: (milliseconds) => ((slept += milliseconds), Promise.resolve()) });
  return { said, untold: await fs.exists(UNTOLD), slept };
}

describe("libvirtd is told to read again", () => {
  const RELOAD = "kill --kill-whom=main --signal=HUP libvirtd.service";
  it("once it serves, and not before what was to start is there", async () => {
    expect(await tell(0)).toEqual({ said: ["uri", RELOAD], untold: false, slept: 0 });
    expect(await tell(0, { takes: 3 })).toEqual({ said: ["uri", RELOAD], untold: false, slept: 750 });
  });
  it("once more where it was busy with another one, and ignored it", async () => {
    expect(await tell(1)).toEqual({ said: ["uri", RELOAD, "uri", RELOAD], untold: false, slept: 5000 });
  });
  it("is not waited for without end: a pool of somebody's own may not start", async () => {
    expect(await tell(0, { never: "mine" })).toEqual({ said: ["uri", RELOAD, "uri", RELOAD], untold: false, slept: 10_000 });
  });
  it("is said to hang where it does not answer, and stays to be told", async () => {
    const { fs } = memory(FILES);
    const { run, calls } = programs({ virsh: () => ({ code: null, stdout: "", stderr: "", failure: "timeout" }) });
    await expect(tellLibvirt({ fs, run, sleep: () => Promise.resolve() })).rejects.toThrow("virsh");
    expect([await fs.exists(UNTOLD), calls.length]).toEqual([true, 1]);
    const refusing = programs({ virsh: () => failed(1, "error: failed to connect to the hypervisor") });
    await expect(tellLibvirt({ fs, run: refusing.run, sleep: () => Promise.resolve() })).rejects.toThrow("failed to connect");
  });
});
