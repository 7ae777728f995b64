import { describe, expect, it } from "vitest";
import { readSteady, variablesFile } from "../../../src/apply/guestVariables.ts";

const DIR = "/var/lib/libvirt/qemu/nvram";
const os = (nvram: string): string => `<domain type='kvm'>\n  <os firmware='efi'>\n    <type>hvm</type>\n    ${nvram}\n  </os>\n</domain>`;

describe("the file of a guest's firmware variables", () => {
  it.each([
    [`<nvram>${DIR}/web_VARS.fd</nvram>`, "web_VARS.fd"],
    [`<nvram template='/pool/OVMF_VARS_4M.fd' templateFormat='raw'>${DIR}/web_VARS.fd</nvram>`, "web_VARS.fd"],
    [`<nvram type='file' template='/pool/vars.fd'>\n      <source file='${DIR}/web.fd'/>\n    </nvram>`, "web.fd"],
    [`<nvram type='file' format='qcow2'><source index='1' file="${DIR}/o'brien.qcow2"/></nvram>`, "o'brien.qcow2"],
    [`<nvram>${DIR}/this &amp; &lt;that&gt;_VARS.fd</nvram>`, "this & <that>_VARS.fd"],
    [`<nvram>${DIR}/${"n".repeat(200)}_VARS.fd</nvram>`, `${"n".repeat(200)}_VARS.fd`],
    ["<nvram template='/pool/vars.fd'/>", null],
    ["<nvram>/var/lib/ramvisor/pools/default/web.fd</nvram>", null],
    ["<nvram type='block'><source dev='/dev/vg/vars'/></nvram>", null],
    [`<nvram>${DIR}/../web.fd</nvram>`, null],
    [`<nvram>${DIR}/..</nvram>`, null],
    ["<loader>/pool/code.fd</loader>", null],
  ])("%s", (nvram, file) => {
    expect(variablesFile(os(nvram), DIR)).toBe(file);
  });

  it("is the one in <os>, whatever notes and devices say", () => {
    const note = `<metadata><my:os xmlns:my='x'><nvram>${DIR}/note.fd</nvram></my:os></metadata>`;
    expect(variablesFile(`<domain>${note}${os(`<nvram>${DIR}/web.fd</nvram>`)}<devices><nvram><address type='spapr-vio'/></nvram></devices></domain>`, DIR)).toBe("web.fd");
    expect(variablesFile(`<domain>${note}${os("")}</domain>`, DIR)).toBeNull();
  });
});

describe("a file that is written to while it is read", () => {
  const reads = (...contents: string[]): { readBytes: () => Promise<Uint8Array>; left: string[] } => {
    const left = [...contents];
    return { left, readBytes: () => Promise.resolve(Buffer.from((left.length > 1 ? left.shift() : left[0]) ?? "")) };
  };
  const text = async (fs: ReturnType<typeof reads>): Promise<string> => Buffer.from(await readSteady(fs, "x")).toString();

  it("is read until it reads the same twice", async () => {
    expect(await text(reads("same"))).toBe("same");
    expect(await text(reads("torn", "old", "new", "new", "later"))).toBe("new");
  });

  it("that does not rest is taken as it was read last", async () => {
    const contents = Array.from({ length: 50 }, (_, at) => String(at));
    const fs = reads(...contents);
    const last = await text(fs);
    expect(contents.indexOf(last)).toBe(contents.length - fs.left.length - 1);
    expect(fs.left.length).toBeGreaterThan(30);
  });
});
