import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { LANGS } from "../../../src/model/token.ts";
import { planDocument } from "../../../src/report/planDocument.ts";
import { planSchema } from "../../../src/schema/plan.ts";
import { anyPlan, disk, nic, plan, rescue } from "./samples.ts";

describe("planDocument", () => {
  it("has the contract's keys in the contract's order", () => {
    const document = planDocument(plan({ problems: [{ severity: "error", code: "token.mask", token: "submask.1.2.3.4", span: { start: 0, end: 15 }, args: { mask: "1.2.3.4" } }] }), "en");
    expect(Object.keys(document)).toEqual(["schema", "outcome", "problems", "node", "network", "locale", "disks", "cluster", "services", "steps", "suggestions"]);
    expect(Object.keys(document.problems[0] ?? {})).toEqual(["severity", "code", "token", "message", "hint", "span"]);
    expect(Object.keys(document.node)).toEqual(["index", "count", "host", "site"]);
    expect(Object.keys(document.network).slice(0, 5)).toEqual(["nics", "bridge", "addresses", "gateways", "dns"]);
    expect(Object.keys(document.network.nics[0] ?? {}).slice(0, 8)).toEqual(["mac", "kernelName", "verdict", "name", "role", "addresses", "reason", "remedy"]);
    expect(Object.keys(document.disks[0] ?? {}).slice(0, 7)).toEqual(["path", "id", "sizeBytes", "verdict", "reason", "evidence", "remedy"]);
    expect(Object.keys(document.steps[0] ?? {})).toEqual(["action", "summary"]);
  });

  it("keeps codes, and puts evidence and remedies into sentences", () => {
    const refused = disk({ verdict: "refuse", reason: "signature", pool: null, evidence: [{ kind: "signature", type: "ext4", offset: 1080, source: "wipefs" }], remedy: { kind: "wipe", path: "/dev/disk/by-id/x" } });
    const [shown] = planDocument(plan({ disks: [refused] }), "en").disks;
    expect(shown).toMatchObject({ verdict: "refuse", reason: "signature", evidence: ["wipefs finds ext4 at offset 1080."], pool: null });
    expect(shown?.remedy).toMatch(/deletes everything.*: wipefs -a \/dev\/disk\/by-id\/x && blkdiscard -z \/dev\/disk\/by-id\/x$/);
  });

  it("gives the command that gives a disk up, where there is a remedy that keeps what is on it", () => {
    for (const lang of LANGS) {
      const [shown] = planDocument(plan({ disks: [disk({ verdict: "refuse", reason: "newer-format", pool: null, remedy: { kind: "newer-medium", giveUp: "/dev/disk/by-id/x" } })] }), lang).disks;
      expect(shown?.remedy).toMatch(/: ramvisor disk free x .*: wipefs -a \/dev\/disk\/by-id\/x && blkdiscard -z \/dev\/disk\/by-id\/x$/);
    }
  });

  it("gives a NIC's remedy: the likely slip and the line to type, or null", () => {
    const nics = planDocument(rescue(), "en").network.nics;
    expect(nics.map(({ remedy }) => remedy)).toEqual([
      "If this is the card that is meant, type on this console: ramvisor apply mac.52:54:00:00:00:01.eth0.192.168.0.250 submask.24 gw.192.168.0.2",
      "Its address 0a:0b:0c:0d:0e:0f differs from the wanted 0a:0b:0c:0d:0e:0e by only one or two digits: probably a typing error in the token. "
        + "If this is the card that is meant, type on this console: ramvisor apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 submask.24 gw.192.168.0.2",
      null,
    ]);
    const twin = nic({ reason: "duplicate-address", verdict: "ignore" });
    expect(planDocument(plan({ network: { ...plan().network, nics: [twin] } }), "en").network.nics[0]?.remedy).toContain("its own hardware address");
  });

  it.each(LANGS)("says the same codes in %s, with sentences of its own", (lang) => {
    const document = planDocument(plan(), lang);
    expect(document.steps[0]?.action).toBe("host.name");
    const others = LANGS.filter((other) => other !== lang).map((other) => planDocument(plan(), other).steps[0]?.summary);
    expect(others).not.toContain(document.steps[0]?.summary);
  });

  it("always fits the published schema, and shares nothing with the plan", () => {
    fc.assert(fc.property(anyPlan, fc.constantFrom(...LANGS), (any, lang) => {
      const document = planDocument(any, lang);
      expect(v.safeParse(v.strictObject(planSchema.entries), document).issues).toBeUndefined();
      expect(JSON.stringify(planDocument(any, lang))).toBe(JSON.stringify(document));
    }), { numRuns: 100 });
    const any = plan();
    expect(planDocument(any, "en").network.addresses).not.toBe(any.network.addresses);
  });
});
