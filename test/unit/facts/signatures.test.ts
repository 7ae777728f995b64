import { describe, expect, it } from "vitest";
import { probeSignatures } from "../../../src/facts/signatures.ts";
import type { Run, RunResult } from "../../../src/model/ports.ts";

const answering = (blkid: Partial<RunResult>, wipefs: Partial<RunResult>): Run => (program) =>
  Promise.resolve({ code: 0, stdout: "", stderr: "", failure: null, ...(program === "blkid" ? blkid : wipefs) });
const probe = (blkid: Partial<RunResult>, wipefs: Partial<RunResult> = {}): ReturnType<typeof probeSignatures> => probeSignatures(answering(blkid, wipefs), "/dev/vda");
const NOTHING = { code: 2 };

describe("blkid -p", () => {
  it("exit 2 is nothing found: what is unreadable, the scan has to say", async () => {
    expect(await probe(NOTHING)).toEqual({ signatures: [], errors: [] });
  });
  it("names a file system and a partition table", async () => {
    const { signatures } = await probe({ stdout: "DEVNAME=/dev/vda\nPTUUID=05e1\nPTTYPE=gpt\nUUID=x\nTYPE=ext4\nPART_ENTRY_TYPE=0x83\nUSAGE=filesystem" });
    expect(signatures).toEqual([{ source: "blkid", type: "gpt", offset: null }, { source: "blkid", type: "ext4", offset: null }]);
  });
  it("exit 8 is several things at once", async () => {
    expect((await probe({ code: 8 })).signatures).toEqual([{ source: "blkid", type: "ambivalent", offset: null }]);
  });
  it("exit 0 without a type is a find all the same", async () => {
    expect((await probe({ stdout: "DEVNAME=/dev/vda\nLABEL=x" })).signatures).toEqual([{ source: "blkid", type: "unknown", offset: null }]);
  });
  it.each([
    [{ code: 4, stderr: "blkid: usage\n error" }, "blkid ended with code 4: blkid: usage error", { code: "program-failed", program: "blkid", exit: 4, said: "blkid: usage error" }],
    [{ code: null, failure: "not-found" as const }, "blkid is not installed", { code: "program-missing", program: "blkid" }],
    [{ code: null, failure: "timeout" as const }, "timeout", { code: "timeout" }],
    [{ code: null, failure: "signal" as const }, "blkid was killed", { code: "program-killed", program: "blkid" }],
  ])("that does not do its work proves nothing: %o", async (answer, why, cause) => {
    expect(await probe(answer)).toEqual({ signatures: [], errors: [{ what: "blkid -p /dev/vda", why, cause }] });
  });
});

describe("wipefs -n", () => {
  it("names types and offsets", async () => {
    const stdout = '{"signatures":[{"device":"vda","offset":"0x438","type":"ext4","uuid":"x","label":null},{"device":"vda","offset":"0x1fe","type":"dos"}]}';
    expect((await probe(NOTHING, { stdout })).signatures).toEqual([{ source: "wipefs", type: "ext4", offset: 0x438 }, { source: "wipefs", type: "dos", offset: 510 }]);
  });
  it.each(["", "\n", '{"signatures":[]}', '{\n   "signatures": [\n\n   ]\n}'])("finds nothing: %j", async (stdout) => {
    expect(await probe(NOTHING, { stdout })).toEqual({ signatures: [], errors: [] });
  });
  it.each(["not json", "{}", "null", '{"signatures":7}'])("says what is no answer: %j", async (stdout) => {
    expect((await probe(NOTHING, { stdout })).errors).toEqual([{ what: "wipefs -n /dev/vda", why: "its answer is not the JSON expected", cause: { code: "odd-answer" } }]);
  });
  it.each([
    [{ code: 1, stderr: "wipefs: error: /dev/vda: probing initialization failed: No such file or directory\n" }, "wipefs ended with code 1: wipefs: error: /dev/vda: probing initialization failed: No such file or directory"],
    [{ code: null, failure: "timeout" as const }, "timeout"],
  ])("that does not do its work proves nothing: %o", async (answer, why) => {
    expect((await probe(NOTHING, answer)).errors).toMatchObject([{ what: "wipefs -n /dev/vda", why }]);
  });
});
