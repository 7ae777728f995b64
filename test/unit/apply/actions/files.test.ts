import { describe, expect, it } from "vitest";
import { filesClean } from "../../../../src/apply/actions/filesClean.ts";
import { fileWrite } from "../../../../src/apply/actions/fileWrite.ts";
import { hostName } from "../../../../src/apply/actions/hostName.ts";
import { linkMake } from "../../../../src/apply/actions/linkMake.ts";
import { consoleKeymap, KEYMAP_IN_FORCE } from "../../../../src/apply/actions/consoleKeymap.ts";
import { context, memory, ok, programs } from "../fakes.ts";

describe("file.write", () => {
  const step = { action: "file.write", phase: "early", path: "/etc/a/b.conf", mode: 0o640, content: "x\n", purpose: "hosts" } as const;
  it("writes once, then leaves it", async () => {
    const { fs } = memory();
    expect(await fileWrite(context({ fs }), step)).toBe("changed");
    expect(await fs.readText(step.path)).toBe("x\n");
    expect(await fileWrite(context({ fs }), step)).toBe("unchanged");
  });
  it("corrects a mode alone", async () => {
    const { fs, volume } = memory({ [step.path]: "x\n" });
    volume.chmodSync(step.path, 0o666);
    expect(await fileWrite(context({ fs }), step)).toBe("changed");
    expect(await fs.mode(step.path)).toBe(0o640);
  });
});

describe("files.clean", () => {
  it("removes ours that are not kept, and nobody else's", async () => {
    const { fs, all } = memory({ "/n/10-ramvisor-a": "", "/n/10-ramvisor-b": "", "/n/20-other": "" });
    const step = { action: "files.clean", phase: "early", dir: "/n", prefix: "10-ramvisor-", keep: ["/n/10-ramvisor-a"] } as const;
    expect(await filesClean(context({ fs }), { ...step, keep: [...step.keep] })).toBe("changed");
    expect(Object.keys(all())).toEqual(["/n/10-ramvisor-a", "/n/20-other"]);
    expect(await filesClean(context({ fs }), { ...step, keep: [...step.keep] })).toBe("unchanged");
    expect(await filesClean(context({ fs }), { ...step, dir: "/none", keep: [] })).toBe("unchanged");
  });
});

describe("link.make", () => {
  it("links once, in the place of a file", async () => {
    const { fs } = memory({ "/etc/x/default.xml": "file" });
    const step = { action: "link.make", phase: "early", path: "/etc/x/default.xml", target: "/etc/y.xml", purpose: "pool-autostart" } as const;
    expect(await linkMake(context({ fs }), step)).toBe("changed");
    expect(await fs.readLink(step.path)).toBe("/etc/y.xml");
    expect(await linkMake(context({ fs }), step)).toBe("unchanged");
  });
});

describe("host.name", () => {
  it("writes the kernel's name where it differs", async () => {
    const { fs } = memory({ "/proc/sys/kernel/hostname": "(none)\n" });
    expect(await hostName(context({ fs }), { action: "host.name", phase: "early", name: "avbox" })).toBe("changed");
    expect((await fs.readText("/proc/sys/kernel/hostname")).startsWith("avbox\n")).toBe(true);
  });
});

describe("console.keymap", () => {
  const step = { action: "console.keymap", phase: "early", keymap: "de" } as const;
  it("loads it once, and never without a virtual terminal", async () => {
    const { run, calls } = programs({ loadkeys: () => ok() });
    const { fs } = memory({ "/dev/tty0": "" });
    expect(await consoleKeymap(context({ fs, run }), step)).toBe("changed");
    expect(await fs.readText(KEYMAP_IN_FORCE)).toBe("de");
    expect(await consoleKeymap(context({ fs, run }), step)).toBe("unchanged");
    expect(await consoleKeymap(context({ fs: memory().fs, run }), step)).toBe("unchanged");
    expect(calls).toHaveLength(1);
  });
});
