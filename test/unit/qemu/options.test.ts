import { describe, expect, it } from "vitest";
import { HELP, readOptions } from "../../../src/qemu/options.ts";

const options = (...argv: string[]): unknown => {
  const read = readOptions(argv);
  return read.ok ? read.options : read.problem;
};

describe("readOptions", () => {
  it("asks for one card and one blank disk without any option", () => {
    expect(options()).toMatchObject({ cmdline: null, nics: ["0a:0b:0c:0d:0e:0f"], disks: [{ sizeBytes: 8 * 2 ** 30 }], firmware: "bios", from: "kernel", memoryMiB: 1536, cpus: null, untilReady: false });
  });

  it("takes the command line as it stands, dots and equal signs included", () => {
    const line = "quiet -- pci=nocrs mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 a.b=0x10";
    expect(options("--cmdline", line)).toMatchObject({ cmdline: line });
  });

  it("repeats cards and disks, and tells sizes from files", () => {
    expect(options("--nic", "0A-0B-0C-0D-0E-10", "--nic", "0a:0b:0c:0d:0e:0f", "--disk", "1.5G", "--disk", "./8G.img", "--memory", "2G")).toMatchObject({
      nics: ["0a:0b:0c:0d:0e:10", "0a:0b:0c:0d:0e:0f"], disks: [{ sizeBytes: 1.5 * 2 ** 30 }, { file: "./8G.img" }], memoryMiB: 2048,
    });
  });

  it("starts the ISO where the medium is to be pulled out or Secure Boot is on", () => {
    expect(options("--pull-medium")).toMatchObject({ from: "cd", pullMedium: true, firmware: "bios" });
    expect(options("--secure-boot", "--uefi")).toMatchObject({ from: "cd", firmware: "uefi-secure" });
    expect(options("--uefi")).toMatchObject({ from: "kernel", firmware: "uefi" });
    expect(options("--stick", "--pull-medium", "--secure-boot")).toMatchObject({ from: "stick", pullMedium: true, firmware: "uefi-secure" });
    expect(options("--netboot", "--uefi")).toMatchObject({ from: "network", firmware: "uefi" });
  });

  it.each([
    [["--nix"], "--nix is not known"], [["--no-iso"], "--no-iso is not known"], [["start"], '"start" belongs to no option'],
    [["--nic"], "--nic needs a value"], [["--nic", "0a:0b:0c:0d:0e"], "no hardware address"], [["--nic", "01:0b:0c:0d:0e:0f"], "even first byte"],
    [["--disk", "100K"], "at least 1M"], [["--memory", "64"], "at least 256"], [["--memory", "much"], "at least 256"],
    [["--smp", "0"], "--smp"], [["--smp", "two"], "--smp"], [["--ssh-port", "70000"], "--ssh-port"], [["--cmdline", "a", "--cmdline", "b"], "more than once"],
    [["--stick", "--iso"], "exclude each other"], [["--netboot", "--stick"], "exclude each other"], [["--netboot", "--pull-medium"], "no medium to pull"], [["--netboot", "--secure-boot"], "not signed"],
  ])("refuses %j", (argv, problem) => {
    expect(options(...argv)).toContain(problem);
  });

  it("has a help that names every option and fits 100 columns", () => {
    for (const name of ["cmdline", "nic", "disk", "keep", "snapshot", "memory", "smp", "iso", "stick", "netboot", "pull-medium", "uefi", "secure-boot", "ssh-key", "ssh-port", "until-ready", "help"]) expect(HELP).toContain(`--${name}`);
    expect(Math.max(...HELP.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
