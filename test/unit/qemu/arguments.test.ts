import { describe, expect, it } from "vitest";
import { netdevValue, qemuArguments, type MachineSpec } from "../../../src/qemu/arguments.ts";

const NETWORK = { ipv4: { net: "192.168.0.0/24", host: "192.168.0.2", dns: "192.168.0.3", dhcpStart: "192.168.0.100" }, ipv6: null };

const spec = (change: Partial<MachineSpec> = {}): MachineSpec => ({
  acceleratorArgs: ["-accel", "tcg"], memoryMiB: 1024, cpus: 2,
  boot: { kind: "kernel", kernel: "/k", initrd: "/i", cmdline: "quiet console=ttyS0" },
  uefi: null, nics: [], disks: [], freeSlots: 0, serialSocket: "/s", qmpSocket: "/q", snapshot: false, ...change,
});

/** Values of an option, in order. */
const valuesOf = (args: readonly string[], option: string): string[] => args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ""] : []));

describe("qemuArguments", () => {
  it("starts a kernel with its command line as one argument", () => {
    const args = qemuArguments(spec());
    expect([valuesOf(args, "-kernel"), valuesOf(args, "-initrd"), valuesOf(args, "-append")]).toEqual([["/k"], ["/i"], ["quiet console=ttyS0"]]);
    expect(args).toContain("-no-reboot");
    expect(args).not.toContain("-snapshot");
  });

  it("starts an ISO from a CD drive that can be emptied", () => {
    const args = qemuArguments(spec({ boot: { kind: "iso", iso: "/a,b.iso", drive: "cd" } }));
    expect(valuesOf(args, "-drive")).toEqual(["file=/a,,b.iso,format=raw,if=none,id=medium,media=cdrom,readonly=on"]);
    expect(valuesOf(args, "-device")).toContain("ide-cd,id=medium0,drive=medium,bootindex=0");
    expect(args).not.toContain("-kernel");
  });

  it("puts a CD into the drive of a machine that is started by its kernel", () => {
    const args = qemuArguments(spec({ boot: { kind: "kernel", kernel: "/k", initrd: "/i", cmdline: "boot=live", cd: "/peer.iso" } }));
    expect(valuesOf(args, "-kernel")).toEqual(["/k"]);
    expect(valuesOf(args, "-drive")).toEqual(["file=/peer.iso,format=raw,if=none,id=medium,media=cdrom,readonly=on"]);
    // QEMU gives the kernel the first place itself, and refuses a second one.
    expect(valuesOf(args, "-device")).toContain("ide-cd,id=medium0,drive=medium");
  });

  it("writes to no stick, and leaves cards and disks their places on the bus", () => {
    const args = qemuArguments(spec({ boot: { kind: "iso", iso: "/a.iso", drive: "usb3" }, nics: [{ mac: "x", network: null }] }));
    expect(valuesOf(args, "-drive")).toEqual(["file=/a.iso,format=raw,if=none,id=medium,snapshot=on"]);
    const devices = valuesOf(args, "-device");
    expect(devices.findIndex((value) => value.startsWith("qemu-xhci"))).toBeGreaterThan(devices.findIndex((value) => value.includes("mac=x")));
    expect(devices.at(-1)).toMatch(/^usb-storage,.*removable=on.*bootindex=0$/);
    expect(valuesOf(qemuArguments(spec({ boot: { kind: "iso", iso: "/a.iso", drive: "usb2" } })), "-device")).toContain("usb-ehci,id=usb");
  });

  it("starts from the network with the option ROM of the connected card alone, served by its own network", () => {
    const args = qemuArguments(spec({ boot: { kind: "net", folder: "/t,p", bootfile: "boot.ipxe" }, nics: [{ mac: "b", network: null }, { mac: "a", network: NETWORK }] }));
    expect(valuesOf(args, "-device").filter((value) => value.includes("mac="))).toEqual(["virtio-net-pci,netdev=net0,mac=b,romfile=", "virtio-net-pci,netdev=net1,mac=a,bootindex=0"]);
    expect(valuesOf(args, "-netdev")[1]).toContain(",tftp=/t,,p,bootfile=boot.ipxe");
    expect(valuesOf(args, "-netdev")[0]).not.toContain("tftp");
    expect([...valuesOf(args, "-drive"), ...valuesOf(args, "-kernel")]).toEqual([]);
  });

  it("gives cards and disks in the order asked for, each with its own name", () => {
    const args = qemuArguments(spec({
      nics: [{ mac: "0a:0b:0c:0d:0e:10", network: null }, { mac: "0a:0b:0c:0d:0e:0f", network: NETWORK, model: "e1000e" }],
      disks: [{ file: "/d0", format: "raw", serial: "one" }, { file: "/d1", format: "qcow2", serial: "two" }],
    }));
    expect(valuesOf(args, "-netdev").map((value) => value.split(",").slice(0, 2).join())).toEqual(["socket,id=net0", "user,id=net1"]);
    expect(valuesOf(args, "-device").filter((value) => value.includes("mac="))).toEqual([
      "virtio-net-pci,netdev=net0,mac=0a:0b:0c:0d:0e:10,romfile=", "e1000e,netdev=net1,mac=0a:0b:0c:0d:0e:0f,romfile=",
    ]);
    expect(valuesOf(args, "-device").filter((value) => value.startsWith("virtio-blk"))).toEqual(["virtio-blk-pci,drive=disk0,serial=one", "virtio-blk-pci,drive=disk1,serial=two"]);
    expect(valuesOf(args, "-drive")[1]).toContain("file=/d1,format=qcow2");
  });

  it("leaves slots free for cards that come later", () => {
    const slots = valuesOf(qemuArguments(spec({ freeSlots: 2 })), "-device").filter((value) => value.startsWith("pcie-root-port"));
    expect(slots).toEqual(["pcie-root-port,id=slot0,chassis=1,slot=1", "pcie-root-port,id=slot1,chassis=2,slot=2"]);
  });

  it("takes UEFI from flash; Secure Boot needs system management mode", () => {
    const plain = qemuArguments(spec({ uefi: { code: "/code", vars: "/vars", secureBoot: false } }));
    expect(valuesOf(plain, "-drive")).toEqual(["if=pflash,unit=0,format=raw,readonly=on,file=/code", "if=pflash,unit=1,format=raw,file=/vars"]);
    expect(valuesOf(plain, "-machine")).toEqual(["q35"]);
    const secure = qemuArguments(spec({ uefi: { code: "/code", vars: "/vars", secureBoot: true } }));
    expect(valuesOf(secure, "-machine")).toEqual(["q35,smm=on"]);
    expect(secure).toContain("driver=cfi.pflash01,property=secure,value=on");
  });
});

describe("netdevValue", () => {
  it("names network, gateway, DNS and where DHCP begins, and forwards ports from this machine alone", () => {
    const nic = { mac: "0a:0b:0c:0d:0e:0f", network: NETWORK, forwards: [{ hostPort: 2222, guest: "192.168.0.250", guestPort: 22 }] };
    expect(netdevValue("net0", nic)).toBe("user,id=net0,net=192.168.0.0/24,host=192.168.0.2,dns=192.168.0.3,dhcpstart=192.168.0.100,hostfwd=tcp:127.0.0.1:2222-192.168.0.250:22");
  });

  it("lets frames of a card without a network vanish", () => {
    expect(netdevValue("net1", { mac: "x", network: null })).toBe("socket,id=net1,udp=127.0.0.1:9,localaddr=127.0.0.1:0");
  });
});
