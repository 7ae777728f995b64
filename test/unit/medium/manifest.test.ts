import { describe, expect, it } from "vitest";
import { GROUPS, OTHER, groupOf } from "../../../src/medium/groups.ts";
import { groupBytes, packagesOf, TABLES } from "../../../src/medium/manifest.ts";

describe("groupOf", () => {
  it("goes by path first, then by the package that owns the file", () => {
    expect(groupOf("usr/share/doc/libnode115/copyright", "libnode115")).toBe("licences");
    expect(groupOf("usr/lib/x86_64-linux-gnu/libnode.so.115", "libnode115")).toBe("Node");
    expect(groupOf("usr/lib/modules/6.12.1/kernel/drivers/net/ethernet/intel/ice/ice.ko", undefined)).toBe("kernel modules: network cards");
    expect(groupOf("usr/lib/modules/6.12.1/modules.dep", undefined)).toBe("kernel modules: other drivers, lists of all");
  });

  it("takes the longer name for what it is: libvirt's clients are libvirt, its XML library is not", () => {
    expect(groupOf("usr/bin/virsh", "libvirt-clients")).toBe("libvirt");
    expect(groupOf("usr/lib/x86_64-linux-gnu/libxml2.so.2", "libxml2")).toBe("libvirt: its programs and libraries");
  });

  it("leaves the rest to a group that says so", () => {
    expect(groupOf("etc/fstab", undefined)).toBe(OTHER);
    expect(groupOf("usr/bin/new", "a-new-package")).toBe(OTHER);
  });

  it("has rules that each name either paths or packages", () => {
    for (const rule of GROUPS) expect((rule.path === undefined) !== (rule.packages === undefined), rule.group).toBe(true);
  });
});

describe("groupBytes", () => {
  it("adds up to what the layers take, largest first, with their tables", () => {
    const files = [{ path: "usr/bin/node", bytes: 10, packed: 4.4 }, { path: "usr/lib/libuv.so.1", bytes: 5, packed: 3.2 }, { path: "usr/bin/perl", bytes: 9, packed: 9.5 }];
    const owners = new Map([["usr/bin/node", "nodejs"], ["usr/lib/libuv.so.1", "libuv1t64"], ["usr/bin/perl", "perl-base"]]);
    expect(groupBytes(files, owners, 30)).toEqual([
      { group: TABLES, files: 0, bytes: 0, packed: 12 },
      { group: "Perl", files: 1, bytes: 9, packed: 10 },
      { group: "Node", files: 2, bytes: 15, packed: 8 },
    ]);
  });
});

describe("packagesOf", () => {
  it("takes what is installed, on hold or not", () => {
    const stanza = (name: string, status: string): string => `Package: ${name}\nStatus: ${status}\nVersion: 1-1\n`;
    expect(packagesOf([stanza("a", "install ok installed"), stanza("b", "hold ok installed"), stanza("c", "deinstall ok config-files")].join("\n"))).toEqual([{ name: "a", version: "1-1" }, { name: "b", version: "1-1" }]);
  });
});
