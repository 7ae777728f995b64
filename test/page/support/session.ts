import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { buildPage } from "../../../src/medium/page.ts";
import { openPage, startChromium, type Opened, type OpenOptions } from "./browser.ts";

/** The page, built into a folder of a test file's own, and a browser that opens it. */
export interface Session {
  path(name: string): string;
  readonly html: string;
  open(options?: OpenOptions): Promise<Opened>;
}

/** For the whole of a test file; browser and folder are gone after its last test. */
export function usePage(): Session {
  const dir = mkdtempSync(join(tmpdir(), "ramvisor-page-"));
  const path = (name: string): string => join(dir, name);
  const html = path("ramvisor.html");
  let browser: Browser;
  beforeAll(async () => {
    await buildPage(html);
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(dir, { recursive: true });
  });
  return { path, html, open: (options) => openPage(browser, html, options) };
}
