import { execa } from "execa";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const BOOT = fileURLToPath(new URL("../../../initramfs-hooks/boot", import.meta.url));

/** Runs shell text after the boot script's functions are defined; the output without its end of line. */
async function inBoot(script: string): Promise<string> {
  const { stdout } = await execa("sh", ["-c", `. "$0"\n${script}`, BOOT], { reject: false });
  return stdout.trim();
}

/** A clock that each wait of udevadm puts forward by 2 s, and the end that settle() comes to. */
const waitsUntil = (udev: string, starting: string): Promise<string> => inBoot([
  "clock=100",
  "seconds_now() { echo $clock; }",
  `in_root() { clock=$((clock + 2)); ${udev}; }`,
  `starting() { ${starting}; }`,
  "settle; echo \"$? $((clock - 100))\"",
].join("\n"));

describe("the wait for devices", () => {
  it("ends as soon as udev has worked everything off", async () => {
    expect(await waitsUntil("true", "false")).toBe("0 2");
    expect(await waitsUntil("[ $clock -ge 104 ]", "false")).toBe("0 4");
  });

  it("ends after 6 s in which no device has come or gone", async () => {
    expect(await waitsUntil("false", "false")).toBe("1 6");
  });

  it("goes on for a controller that is being started, and ends with it", async () => {
    expect(await waitsUntil("[ $clock -ge 140 ]", "[ $clock -lt 140 ]")).toBe("0 40");
  });

  it("waits 6 s more for a disk that holds udev after its controller was started", async () => {
    expect(await waitsUntil("false", "[ $clock -lt 120 ]")).toBe("1 24");
  });

  it("ends after a minute whatever goes on", async () => {
    expect(await waitsUntil("false", "true")).toBe("1 60");
  });
});

describe("whether a driver is still being started", () => {
  // No disk of the machine that runs this is to count.
  const ask = "idle() { true; }; starting; echo $?";

  /** What is said while a process stays in finit_module(2): strace holds it there, as a driver that is slow to start would. */
  async function whileLoading(further: string): Promise<string[]> {
    const dir = await mkdtemp(join(tmpdir(), "ramvisor-settle-"));
    await writeFile(join(dir, "no.ko"), "no module");
    const loading = execa("strace", ["-qq", "-e", "trace=finit_module", "-e", "inject=finit_module:delay_enter=60000000", "insmod", join(dir, "no.ko")], { reject: false, env: { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` } });
    const said = [await inBoot(ask)];
    // It may take a moment until it is there.
    for (let tries = 0; tries < 100 && said[0] !== "0"; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      said[0] = await inBoot(ask);
    }
    said.push(await inBoot(further));
    loading.kill("SIGKILL");
    await loading;
    await rm(dir, { recursive: true });
    return said;
  }

  it("is told by a process that loads a module, and is not asked where a disk owes an answer", async () => {
    // Somebody else may be loading one just now.
    await expect.poll(() => inBoot(ask), { timeout: 20_000 }).toBe("1");
    expect(await whileLoading("idle() { false; }; starting; echo $?")).toEqual(["0", "1"]);
  }, 60_000);
});
