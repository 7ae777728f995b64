import { describe, expect, it } from "vitest";
import { parseFacts } from "../../../src/schema/facts.ts";
import { FakeHost, errno } from "./host.ts";

const SITE = "/run/ramvisor/site";
const cd = (label: string): Buffer => Buffer.from(`\x01CD001\x01\x00${" ".repeat(32)}${label.padEnd(32)}`, "latin1");

describe("readFacts", () => {
  it("gives a document that its own schema takes, nothing missing, nothing more", async () => {
    const host = new FakeHost().nic("enp0s3", "0a:0b:0c:0d:0e:0f").disk("vda", { sizeBytes: 1024 ** 2, device: "254:0" }, { serial: "A" });
    const facts = await host.facts();
    expect(parseFacts(JSON.stringify(facts))).toEqual({ ok: true, facts });
    expect(facts).toMatchObject({ schema: "ramvisor.facts/1", version: "test", firmware: "bios", bootMedium: null, unread: [] });
  });

  it("of a machine where nothing can be read has nothing in it but what failed", async () => {
    const host = new FakeHost();
    for (const path of ["/proc/cpuinfo", "/proc/meminfo", "/proc/sys/kernel/osrelease", "/sys/class/net", "/sys/block", "/sys/class/dmi/id/sys_vendor"]) host.fails(path, errno("EACCES", "permission denied"));
    const facts = await host.facts();
    expect(facts).toMatchObject({ nics: [], disks: [], memoryBytes: null, kernel: null, cpu: { model: null, cores: null, threads: null, virtualization: null }, machine: { maker: null, model: "Standard PC" } });
    expect(facts.unread.map(({ what }) => what)).toEqual(["/proc/cpuinfo", "/proc/meminfo", "/proc/sys/kernel/osrelease", "/sys/block", "/sys/class/dmi/id/sys_vendor", "/sys/class/net"]);
    expect(parseFacts(JSON.stringify(facts)).ok).toBe(true);
  });
});

describe("the inventory", () => {
  it("comes from /proc and DMI", async () => {
    const facts = await new FakeHost().facts();
    expect(facts).toMatchObject({ memoryBytes: 987_552 * 1024, cpu: { model: "QEMU Virtual CPU", cores: 1, threads: 2, virtualization: "svm" }, machine: { maker: "QEMU", model: "Standard PC" }, kernel: "6.12.57+deb13-amd64" });
  });

  it("counts cores per socket", async () => {
    const thread = (n: number, socket: number, core: number): string => `processor\t: ${n}\nmodel name\t: Xeon\nphysical id\t: ${socket}\ncore id\t\t: ${core}\nflags\t\t: vmx fpu\n\n`;
    const host = new FakeHost().file("/proc/cpuinfo", [0, 1, 2, 3, 4, 5, 6, 7].map((n) => thread(n, n % 2, n >> 2)).join(""));
    expect((await host.facts()).cpu).toEqual({ model: "Xeon", cores: 4, threads: 8, virtualization: "vmx" });
  });

  it("knows UEFI by the kernel's directory", async () => {
    expect((await new FakeHost().file("/sys/firmware/efi/runtime", "").facts()).firmware).toBe("uefi");
  });

  const si = { system: () => Promise.resolve({ manufacturer: "Raspberry", model: "-" }), cpu: () => Promise.resolve({ manufacturer: "ARM", brand: "Cortex", cores: 4, physicalCores: 4 }), mem: () => Promise.resolve({ total: 7 }) };
  it("is completed by systeminformation where something is open, and only in full", async () => {
    const host = new FakeHost().gone("/sys/class/dmi/id/sys_vendor").gone("/sys/class/dmi/id/product_name");
    expect((await host.facts({ inventory: "full", loadSystemInformation: () => Promise.resolve(si) })).machine).toEqual({ maker: "Raspberry", model: null });
    const never = (): never => { throw new Error("must not be loaded"); };
    expect((await host.facts({ inventory: "boot", loadSystemInformation: never })).machine).toEqual({ maker: null, model: null });
    expect((await new FakeHost().facts({ inventory: "full", loadSystemInformation: never })).unread).toEqual([]);
  });
  it("keeps what was read, and says where systeminformation failed", async () => {
    const host = new FakeHost().gone("/sys/class/dmi/id/sys_vendor");
    const facts = await host.facts({ inventory: "full", loadSystemInformation: () => Promise.reject(new Error("no module")) });
    expect(facts).toMatchObject({ machine: { maker: null, model: "Standard PC" }, unread: [{ what: "systeminformation", why: "no module" }] });
  });
});

describe("the site overlay", () => {
  const none = { authorizedKeys: false, shadow: false, hostKeys: false, tls: false, pairSecret: false, siteId: null };
  it("may be absent: that is no news", async () => {
    expect(await new FakeHost().facts()).toMatchObject({ overlay: none, unread: [] });
  });
  it("is told by the presence of its files; none but site.id is opened", async () => {
    const host = new FakeHost().file(`${SITE}/site.id`, "werk-nord\n");
    for (const name of ["authorized_keys", "shadow", "ssh_host_ed25519_key", "tls.crt", "tls.key", "pair.secret"]) host.file(`${SITE}/${name}`, "secret").fails(`${SITE}/${name}`, errno("EACCES", "must not be read"));
    const facts = await host.facts();
    expect(facts).toMatchObject({ overlay: { authorizedKeys: true, shadow: true, hostKeys: true, tls: true, pairSecret: true, siteId: "werk-nord" }, unread: [] });
    expect(JSON.stringify(facts)).not.toContain("secret\"");
  });
  it("has TLS only with certificate and key, and host keys only with private ones", async () => {
    const host = new FakeHost().file(`${SITE}/tls.crt`, "x").file(`${SITE}/ssh_host_rsa_key.pub`, "x");
    expect((await host.facts()).overlay).toEqual(none);
    expect((await new FakeHost().file(`${SITE}/tls.key`, "x").facts()).overlay).toEqual(none);
  });
  it.each(["Werk Nord", "a".repeat(33), "../x", "a_b"])("with the site id %j: no site id, and that is said", async (id) => {
    const facts = await new FakeHost().file(`${SITE}/site.id`, id).facts();
    expect(facts.overlay.siteId).toBeNull();
    expect(facts.unread).toEqual([{ what: `${SITE}/site.id`, why: "not a site id: expected 1 to 32 characters of a-z, 0-9 and -" }]);
  });
  it("without root is unknown, and that is said", async () => {
    const host = new FakeHost().file(`${SITE}/shadow`, "x").fails(SITE, errno("EACCES", "permission denied"));
    expect(await host.facts()).toMatchObject({ overlay: none, unread: [{ what: SITE, why: "EACCES: permission denied" }] });
  });
});

describe("the boot medium", () => {
  const drive = (host: FakeHost, bytes: [number, Buffer][] = []): FakeHost => host.disk("sr0", { sizeBytes: 1024 ** 2, device: "11:0", bytes });
  it("is the CD that udev knows by its label, without opening it", async () => {
    const host = drive(new FakeHost()).file("/run/udev/data/b11:0", "E:ID_FS_LABEL=RAMVISOR\n");
    expect((await host.facts()).bootMedium).toBe("/dev/sr0");
    expect(host.reads.get("/dev/sr0")).toBeUndefined();
  });
  it("is the CD with our label, where udev does not run", async () => {
    expect((await drive(new FakeHost(), [[32_768, cd("RAMVISOR")]]).facts()).bootMedium).toBe("/dev/sr0");
    expect((await drive(new FakeHost(), [[32_768, cd("DEBIAN")]]).facts()).bootMedium).toBeNull();
  });
  it("is unknown where the drive is empty, or no medium is left", async () => {
    expect(await new FakeHost().disk("sr0", { sizeBytes: 1024 ** 2, device: "11:0", openError: errno("ENOMEDIUM", "no medium found") }).facts()).toMatchObject({ bootMedium: null, unread: [] });
  });
  it("is unknown where two carry our label; both disks are kept from use", async () => {
    const host = drive(new FakeHost(), [[32_768, cd("RAMVISOR")]]).disk("vda", { sizeBytes: 1024 ** 2, device: "254:0", bytes: [[32_768, cd("RAMVISOR")]] });
    const facts = await host.facts();
    expect(facts.bootMedium).toBeNull();
    expect(facts.disks[0]?.bootMedium).toBe(true);
  });
});
