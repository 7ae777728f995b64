import { readFile, stat } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { buildPage } from "../../src/medium/page.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { CONSOLES } from "../../src/qemu/prepare.ts";
import { openPage, startChromium } from "../page/support/browser.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";

const bench = new Bench();
const iso = bench.path("page.iso");
let browser: Browser | undefined;
let host: Host | undefined;
let fingerprint = "";

/** Fills in the form in Chromium, as a person would, and saves the ISO that it makes of the built one. */
beforeAll(async () => {
  await bench.open();
  browser = await startChromium();
  const { page, context } = await openPage(browser, await buildPage(bench.path("ramvisor.html")), { lang: "de" });
  await page.setInputFiles("#file", bench.image.iso);
  await page.fill("#machine-0-0-macs", DEFAULT_NIC);
  await page.fill("#machine-0-0-addresses", "192.168.0.250");
  for (const [id, value] of [["mask", "255.255.255.0"], ["gateway", "192.168.0.2"], ["dns", "192.168.0.3"], ["siteId", "page"], ["options", `quiet pci=nocrs ${CONSOLES}`]] as const) await page.fill(`#${id}`, value);
  await page.fill("#keys", await readFile(`${bench.key}.pub`, "utf8"));
  await page.fill("#password", "correct horse battery");
  await page.click("#make-key");
  fingerprint = (await page.textContent("#fingerprint")) ?? "";
  await page.waitForSelector("#medium-state.good");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  await saved.saveAs(iso);
  await context.close();
});
afterEach(async () => {
  await host?.stop();
});
afterAll(async () => {
  await browser?.close();
  await bench.close();
});

describe("the ISO that the form makes", () => {
  it("starts to READY by itself, with the keys, the password's hash and the site of the form", async () => {
    expect((await stat(iso)).size).toBe((await stat(bench.image.iso)).size);
    host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], iso });
    expect(await host.ready()).toMatchObject({ ready: true, outcome: "configured", fields: { address: "192.168.0.250/24" } });
    // By SSH with the key that was pasted into the form.
    expect(await host.run("cat /proc/cmdline")).toMatch(/ sum\.[0-9a-f]{8} mac\..* lang\.de quiet pci=nocrs /);
    expect(await host.json("/run/ramvisor/plan.json")).toMatchObject({ node: { site: "page" }, problems: [] });
    expect(fingerprint).toMatch(/^SHA256:/);
    expect(await host.run("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub")).toContain(fingerprint);
    // crypt(3) of the host makes the same hash of the password.
    expect(await host.run(`perl -e '$h = (getpwnam("root"))[1]; print crypt("correct horse battery", $h) eq $h ? "same" : "other"'`)).toBe("same");
  }, 2 * BOOT_MS);
});
