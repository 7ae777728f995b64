import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { LANGS } from "../../src/model/token.ts";
import { usePage } from "./support/session.ts";
import { fakeIso } from "./support/iso.ts";

const session = usePage();
const MIB = 1024 * 1024;


describe("the page", () => {
  it("is one file that allows no address but its own, and names its script by its hash", async () => {
    const text = await readFile(session.html, "utf8");
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(text.replace(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(/<(?:link|script|img|iframe)[^>]*(?:src|href)="(?!data:,")/);
    expect((await stat(session.html)).size).toBeLessThan(300_000);
  });

  it("holds an ISO of 100 MB in pieces only, and makes its copy without one", async () => {
    const iso = await fakeIso(session.path("large.iso"), { initrd: 100_000_000 });
    const { page, cdp, context, complaints, requests } = await session.open();
    // Kept buffers count, but for what waits for the collector.
    const heap = async (): Promise<number> => {
      await cdp.send("HeapProfiler.collectGarbage");
      const usage = await cdp.send("Runtime.getHeapUsage") as { usedSize: number; backingStorageSize?: number };
      return usage.usedSize + (usage.backingStorageSize ?? 0);
    };
    const before = await heap();
    let most = 0;
    await page.fill("#machine-0-0-macs", "0a:0b:0c:0d:0e:0f");
    await page.fill("#machine-0-0-addresses", "192.168.0.250/24");
    await page.setInputFiles("#file", iso);
    const started = performance.now();
    while ((await page.locator("#medium-state.good").count()) === 0) {
      expect(performance.now() - started).toBeLessThan(50_000);
      const usage = await cdp.send("Runtime.getHeapUsage") as { usedSize: number; backingStorageSize?: number };
      most = Math.max(most, usage.usedSize + (usage.backingStorageSize ?? 0));
    }
    const seconds = (performance.now() - started) / 1000;
    const [saved] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    const to = session.path("copy.iso");
    await saved.saveAs(to);
    const after = await heap();
    process.stdout.write(`heap and buffers, MiB: ${(before / MIB).toFixed(1)} before, ${(most / MIB).toFixed(1)} at most while 100 MB were checked (${seconds.toFixed(1)} s), ${(after / MIB).toFixed(1)} after the download\n`);
    expect((await stat(to)).size).toBe((await stat(iso)).size);
    // Pieces that are done with wait for the collector, as it likes; the file in one would be 96.
    expect(most).toBeLessThan(90 * MIB);
    expect(after - before).toBeLessThan(8 * MIB);
    expect(complaints).toEqual([]);
    expect(requests.filter((address) => !address.startsWith("blob:"))).toEqual([]);
    await context.close();
  });

  it.each([...LANGS.map((lang) => ({ lang, dark: false })), { lang: "en", dark: true } as const])("has no fault that axe finds: $lang, dark $dark", async ({ lang, dark }) => {
    const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    for (const width of [360, 1600]) {
      const { page, context } = await session.open({ lang, dark, width });
      await page.click("#add-machine");
      await page.fill("#machine-0-0-macs", "0a:0b");
      await page.fill("#machine-0-0-addresses", "192.168.0.250");
      await page.fill("#mask", "255.0.255.0");
      for (const state of ["errors", "none"] as const) {
        if (state === "errors") await page.click("#download");
        else for (const [id, value] of [["machine-0-0-macs", "0a:0b:0c:0d:0e:0f"], ["machine-1-0-macs", "0a:0b:0c:0d:0e:10"], ["machine-1-0-addresses", "192.168.0.251"], ["mask", "24"]] as const) await page.fill(`#${id}`, value);
        // axe is no part of the page: it comes in past the policy.
        await page.evaluate(axe);
        const violations = await page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join('; ')))");
        expect(violations, `${String(width)} px, ${state}`).toEqual([]);
      }
      await context.close();
    }
  });
});
