import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpio, readCpio } from "../../../src/personal/cpio.ts";
import { isOverlayName, OVERLAY_BYTES, packOverlay, unpackOverlay, type SiteFiles } from "../../../src/personal/overlay.ts";

describe("the overlay", () => {
  it("gives back what was packed", () => {
    const name = fc.constantFrom("authorized_keys", "shadow", "tls.crt", "tls.key", "pair.secret", "site.id", "ssh_host_ed25519_key", "ssh_host_ed25519_key.pub");
    fc.assert(fc.property(fc.dictionary(name, fc.uint8Array({ maxLength: 300 })), (files) => {
      const image = packOverlay(files as SiteFiles);
      expect(image?.length).toBe(OVERLAY_BYTES);
      expect(unpackOverlay(image ?? new Uint8Array())).toEqual(files);
    }));
  });

  it("is all zero without files", () => {
    expect(packOverlay({})?.every((byte) => byte === 0)).toBe(true);
    expect(unpackOverlay(new Uint8Array(OVERLAY_BYTES))).toEqual({});
  });

  it("does not take what does not fit", () => {
    expect(packOverlay({ "tls.crt": new Uint8Array(OVERLAY_BYTES - 500) })).not.toBeNull();
    expect(packOverlay({ "tls.crt": new Uint8Array(OVERLAY_BYTES) })).toBeNull();
  });

  it("is not read where a file has no meaning, or the archive is none", () => {
    expect(unpackOverlay(cpio([{ name: "site/evil", mode: 0o100600, content: new Uint8Array(1) }]))).toBeNull();
    expect(unpackOverlay(cpio([{ name: "etc/shadow", mode: 0o100600, content: new Uint8Array(1) }]))).toBeNull();
    expect(readCpio(new Uint8Array(512).fill(7))).toBeNull();
    const archive = cpio([{ name: "site/shadow", mode: 0o100600, content: new Uint8Array(100) }]);
    expect(readCpio(archive.subarray(0, 200))).toBeNull();
  });

  it("never throws on any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => { unpackOverlay(bytes); }));
  });
});

it("knows the names of the contract, and those that the agent looks for", () => {
  expect(["authorized_keys", "site.id", "ssh_host_ed25519_key", "ssh_host_rsa_key.pub"].every(isOverlayName)).toBe(true);
  expect(["passwd", "ssh_host_x-y_key", "ssh_host__key", "../shadow", "constructor"].some(isOverlayName)).toBe(false);
});
