import { describe, expect, it } from "vitest";
import { accessOf, accessProblems, holdsSecret, shadowFile, siteFilesOf, type Access } from "../../../../src/page/form/access.ts";
import type { SiteFiles } from "../../../../src/personal/index.ts";
import { SITE_ID } from "../../../../src/cmdline/names.ts";

const NONE: Access = { keys: "", shadow: null, hostKey: null, siteId: "", kept: {} };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the overlay", () => {
  it("is empty where nothing is given, and holds no secret", () => {
    expect(siteFilesOf(NONE)).toEqual({});
    expect(holdsSecret(NONE)).toBe(false);
  });

  it("comes back as it was, what the form has no field for included", () => {
    const site: SiteFiles = {
      authorized_keys: bytes("ssh-ed25519 AAAA me\n"), shadow: shadowFile("$6$salt$hash"), "site.id": bytes("north\n"), "tls.crt": bytes("crt"), "tls.key": bytes("key"), "pair.secret": bytes("secret\n"),
      ssh_host_ed25519_key: bytes("private"), "ssh_host_ed25519_key.pub": bytes("ssh-ed25519 AAAA ramvisor\n"), ssh_host_rsa_key: bytes("other"),
    };
    const access = accessOf(site);
    expect(siteFilesOf(access)).toEqual(site);
    expect(access).toMatchObject({ keys: "ssh-ed25519 AAAA me", siteId: "north", shadow: { made: false }, hostKey: { made: false } });
    expect(access.hostKey?.fingerprint).toMatch(/^SHA256:/);
    expect(holdsSecret(access)).toBe(true);
  });

  it.each(["north", "a", "A", "a b", "ä", "a".repeat(32), "a".repeat(33), "a_b", "1-2"])("takes the site's names that the agent takes: %s", (siteId) => {
    expect(accessProblems({ ...NONE, siteId }).length === 0).toBe(SITE_ID.test(siteId));
  });
});
