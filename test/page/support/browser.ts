import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from "playwright-core";
import type { Lang } from "../../../src/model/token.ts";
import { CHROMIUM, CHROMIUM_MISSING } from "./chromium.ts";

/** Starts the browser. @throws Error with what to type where it is missing: a check that did not run must not pass. */
export async function startChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(CHROMIUM_MISSING);
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

export interface OpenOptions {
  lang?: Lang;
  width?: number;
  height?: number;
  dark?: boolean;
}

/** The page opened from its folder, with all that it said on the console and every address that it asked for. */
export interface Opened {
  page: Page;
  context: BrowserContext;
  cdp: CDPSession;
  /** Errors and warnings of the console, exceptions, breaches of the policy. */
  complaints: string[];
  /** Addresses asked for, the page's own file left out. */
  requests: string[];
}

export async function openPage(browser: Browser, html: string, { lang = "en", width = 1280, height = 900, dark = false }: OpenOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ locale: `${lang}-${lang === "en" ? "GB" : lang.toUpperCase()}`, viewport: { width, height }, colorScheme: dark ? "dark" : "light", acceptDownloads: true });
  const page = await context.newPage();
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  const address = pathToFileURL(html).href;
  cdp.on("Network.requestWillBeSent", ({ request }) => {
    if (request.url !== address) requests.push(request.url);
  });
  await page.goto(address);
  return { page, context, cdp, complaints, requests };
}
