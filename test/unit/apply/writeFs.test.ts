import { describe, expect, it } from "vitest";
import { memory } from "./fakes.ts";

describe("replace", () => {
  it("writes content and mode, and leaves no temporary file", async () => {
    const { fs, all } = memory({ "/etc/": "" });
    await fs.replace("/etc/hosts", "a\n", { mode: 0o600, durable: true });
    expect(await fs.mode("/etc/hosts")).toBe(0o600);
    expect(all()).toEqual({ "/etc/hosts": "a\n" });
  });

  it("keeps owner and group of what it replaces", async () => {
    const { fs, volume } = memory({ "/etc/shadow": "old" });
    volume.chownSync("/etc/shadow", 0, 42);
    await fs.replace("/etc/shadow", "new", { mode: 0o640 });
    expect(volume.statSync("/etc/shadow").gid).toBe(42);
  });

  it("leaves the old file alone where the disk is full", async () => {
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    const { fs, all } = memory({ "/d/file": "old" }, { rename: () => Promise.reject(full) });
    await expect(fs.replace("/d/file", "new")).rejects.toBe(full);
    expect(all()).toEqual({ "/d/file": "old" });
  });

  it("does not trust a temporary file left by a run that was cut off", async () => {
    const { fs, volume } = memory({ "/etc/.a.ramvisor-new": "half" });
    volume.chmodSync("/etc/.a.ramvisor-new", 0o666);
    await fs.replace("/etc/a", "whole", { mode: 0o600 });
    expect(await fs.readText("/etc/a")).toBe("whole");
    expect(await fs.mode("/etc/a")).toBe(0o600);
  });
});

describe("create, remove, makeLink", () => {
  it("refuses to make what is there", async () => {
    const { fs } = memory({ "/a": "" });
    await expect(fs.create("/a", "x")).rejects.toMatchObject({ code: "EEXIST" });
  });
  it("leaves no empty file where there is no room for its content", async () => {
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
    const removed: string[] = [];
    const { fs } = memory({}, { open: () => Promise.resolve({ writeFile: () => Promise.reject(full), close: () => Promise.resolve() } as never), unlink: (path) => Promise.resolve(removed.push(path)) });
    await expect(fs.create("/a", "x")).rejects.toBe(full);
    expect(removed).toEqual(["/a"]);
  });
  it("takes a file that is gone for removed", async () => {
    await expect(memory({ "/d/": "" }).fs.remove("/d/none")).resolves.toBeUndefined();
  });
  it("puts a link in the place of another", async () => {
    const { fs, volume } = memory({ "/d/": "" });
    volume.symlinkSync("/old", "/d/link");
    await fs.makeLink("/new", "/d/link");
    expect(await fs.readLink("/d/link")).toBe("/new");
  });
});

describe("size", () => {
  it("is that of a file, also behind a link; nothing else has one that could be read", async () => {
    const { fs, volume } = memory({ "/d/a": "four", "/d/dir/": "" });
    volume.symlinkSync("/d/a", "/d/link");
    expect([await fs.size("/d/a"), await fs.size("/d/link")]).toEqual([4, 4]);
    await expect(fs.size("/d/dir")).rejects.toMatchObject({ code: "EINVAL" });
    await expect(fs.size("/d/none")).rejects.toMatchObject({ code: "ENOENT" });
  });
});
