import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { pageMessages } from "../../src/messages/page/index.ts";
import { LANGS } from "../../src/model/token.ts";
import type { OpenOptions, Opened } from "./support/browser.ts";
import { usePage } from "./support/session.ts";

const session = usePage();


/** Opens the page, does something, and looks whether it complained or asked for anything. */
async function on(options: OpenOptions, act: (page: Page, opened: Opened) => Promise<void>): Promise<void> {
  const opened = await session.open(options);
  await act(opened.page, opened);
  expect(opened.complaints).toEqual([]);
  expect(opened.requests).toEqual([]);
  await opened.context.close();
}

const text = async (page: Page, selector: string): Promise<string> => (await page.textContent(selector)) ?? "";
/** Types into a field and leaves it. */
async function type(page: Page, id: string, value: string): Promise<void> {
  await page.fill(`#${id}`, value);
  await page.locator(`#${id}`).blur();
}
const problems = (page: Page, id: string): Promise<string> => text(page, `#${id}-problems`);
const invalid = (page: Page, id: string): Promise<string | null> => page.getAttribute(`#${id}`, "aria-invalid");

async function oneMachine(page: Page): Promise<void> {
  await type(page, "machine-0-0-macs", "0a:0b:0c:0d:0e:0f");
  await type(page, "machine-0-0-addresses", "192.168.0.250");
  await type(page, "mask", "255.255.255.0");
  await type(page, "gateway", "192.168.0.2");
}

describe("the form", () => {
  it("makes the line of one machine, with its length, and says what comes of it", () => on({}, async (page) => {
    await oneMachine(page);
    await type(page, "dns", "192.168.0.2 192.168.0.3");
    expect(await text(page, "#line")).toMatch(/^sum\.[0-9a-f]{8} mac\.0a:0b:0c:0d:0e:0f\.eth0\.192\.168\.0\.250 submask\.255\.255\.255\.0 gw\.192\.168\.0\.2 dns\.192\.168\.0\.2,192\.168\.0\.3 lang\.en quiet pci=nocrs$/);
    expect(await text(page, "#line-length")).toContain(String((await text(page, "#line")).length));
    expect(await text(page, "#story-list")).toContain("Card eth0 carries the bridge br0 with 192.168.0.250/24.");
    expect(await text(page, "#count")).toBe(pageMessages.en.count(0, 0));
  }));

  it("takes a second machine as a second column, beside the first where there is room", async () => {
    for (const [width, columns] of [[1600, 2], [360, 1]] as const) {
      await on({ width }, async (page) => {
        await oneMachine(page);
        await page.click("#add-machine");
        expect(await page.evaluate("document.activeElement.id")).toBe("machine-1-0-macs");
        await type(page, "machine-1-0-macs", "0A-0B-0C-0D-0E-10");
        await type(page, "machine-1-0-addresses", "192.168.0.251");
        expect(await text(page, "#line")).toContain("mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 mac.0A:0B:0C:0D:0E:10.eth0.192.168.0.251");
        expect(await text(page, "#story-list")).toContain("ramvisor-2");
        const tops = await page.locator(".machine").evaluateAll((machines) => machines.map((machine) => Math.round((machine as unknown as { offsetLeft: number }).offsetLeft)));
        expect(new Set(tops).size).toBe(columns);
      });
    }
  });

  it("names an empty machine, and takes it away again", () => on({}, async (page) => {
    await oneMachine(page);
    await page.click("#add-machine");
    await page.locator("#machine-1-0-macs").blur();
    expect(await problems(page, "machine-1-0-macs")).toContain(pageMessages.en.problem.emptyMachine(2));
    await page.click(`text=${pageMessages.en.button.removeMachine(2)}`);
    expect(await page.locator(".machine").count()).toBe(1);
    expect(await text(page, "#count")).toBe(pageMessages.en.count(0, 0));
  }));

  it("says at the field what is wrong with it, once it was left, and takes it back as it is put right", () => on({}, async (page) => {
    await oneMachine(page);
    await page.fill("#mask", "255.0.255.0");
    await page.locator("#mask").blur();
    expect(await problems(page, "mask")).toContain("“255.0.255.0” is not an IPv4 mask");
    expect(await invalid(page, "mask")).toBe("true");
    await page.fill("#mask", "255.255.255.0");
    expect([await problems(page, "mask"), await invalid(page, "mask")]).toEqual(["", "false"]);

    await type(page, "gateway", "10.0.0.1");
    expect(await problems(page, "gateway")).toContain("is not in the network of this site (192.168.0.0/24)");
    await type(page, "gateway", "192.168.0.2");
    await type(page, "tokens", "submsk.24");
    expect(await problems(page, "tokens")).toContain("submask.24");
    await type(page, "tokens", "");
    await type(page, "host", "av box");
    expect(await problems(page, "host")).toContain("cannot be a host name");
    await type(page, "host", "avbox");
    await type(page, "options", "a=$b");
    expect(await problems(page, "options")).toContain("$ cannot stand on the line");
    await type(page, "options", "quiet");
    for (const [id, value] of [["machine-0-0-macs", "0a:0b"], ["machine-0-0-addresses", "192.168.0.0"], ["machine-0-0-ifname", "br0"], ["dns", "x"], ["ntp", "a_b"], ["vlan", "4095"], ["siteId", "A B"]] as const) {
      const before = await page.inputValue(`#${id}`);
      await type(page, id, value);
      expect(await problems(page, id), id).not.toBe("");
      await type(page, id, before);
      expect(await problems(page, id), id).toBe("");
    }
  }));

  it("does not complain while the first words are typed", () => on({}, async (page) => {
    await page.locator("#machine-0-0-macs").pressSequentially("0a:0b");
    expect(await page.locator(".problems p").count()).toBe(0);
  }));

  it("takes several hardware addresses of a bond, and further cards", () => on({}, async (page) => {
    await oneMachine(page);
    await page.selectOption("#bond", "802.3ad");
    await type(page, "machine-0-0-macs", "0a:0b:0c:0d:0e:0f 0a:0b:0c:0d:0e:10");
    await page.click(`text=${pageMessages.en.button.addCard}`);
    await type(page, "machine-0-1-macs", "0a:0b:0c:0d:0e:20");
    await type(page, "machine-0-1-addresses", "10.0.0.1/24");
    expect(await text(page, "#line")).toContain("mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250 mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.250 mac.0a:0b:0c:0d:0e:20.eth1.10.0.0.1/24");
    expect(await text(page, "#count")).toBe(pageMessages.en.count(0, 0));
  }));

  it("refuses a private key where public ones belong, and counts the public ones", () => on({}, async (page) => {
    await type(page, "keys", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc");
    expect(await problems(page, "keys")).toContain("private key");
    await type(page, "keys", "ssh-ed25519 AAAAnonsense");
    expect(await problems(page, "keys")).toContain("Line 1");
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@box";
    for (const [keys, sentence] of [["# none", pageMessages.en.story.noKeys], [key, pageMessages.en.story.keys(1)], [`${key}\n\n${key.replace("GKJl", "GKJm")}`, pageMessages.en.story.keys(2)]] as const) {
      await type(page, "keys", keys);
      expect(await problems(page, "keys")).toBe("");
      expect(await text(page, "#story-list")).toContain(sentence);
    }
  }));

  it("hashes the password, clears its field, and leaves it in no other, nor in the page's text or the browser's stores", () => on({}, async (page) => {
    await page.fill("#password", "correct horse");
    await page.press("#password", "Enter");
    await expect.poll(() => text(page, "#password-state"), { timeout: 20_000 }).toBe(pageMessages.en.password.set);
    expect(await page.inputValue("#password")).toBe("");
    expect(await page.content()).not.toContain("correct horse");
    const kept = await page.evaluate(`(async () => JSON.stringify({
      controls: [...document.querySelectorAll("input, textarea, select")].map(({ value }) => value),
      local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie, address: location.href, history: history.state, name: window.name,
      databases: await indexedDB.databases(),
    }))()`) as string;
    expect(kept).not.toContain("correct horse");
    expect(JSON.parse(kept)).toMatchObject({ local: {}, session: {}, cookie: "", history: null, name: "", databases: [] });
  }));

  it("says so where the browser can make no host key", () => on({}, async (page) => {
    await page.addInitScript("crypto.subtle.generateKey = () => Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))");
    await page.reload();
    await expect.poll(() => text(page, "#hostkey-state"), { timeout: 20_000 }).toContain(pageMessages.en.hostKey.unavailable);
    expect(await page.isDisabled("#make-key")).toBe(true);
  }));

  it("goes to the first error instead of making an ISO", () => on({}, async (page) => {
    await type(page, "gateway", "10.0.0.300");
    await page.click("#download");
    expect(await page.evaluate("document.activeElement.id")).toBe("gateway");
    expect(await text(page, "#save-state")).toBe(pageMessages.en.save.needFixes);
  }));
});

describe("in every language", () => {
  /** Shows all that can be shown at once: two machines, errors, notes. */
  const crowd = async (page: Page): Promise<void> => {
    await page.click("#add-machine");
    await type(page, "machine-0-0-macs", "0a:0b:0c:0d:0e");
    await type(page, "machine-1-0-addresses", "192.168.0.251");
    await type(page, "mask", "255.0.255.0");
    await type(page, "gateway", "10.0.0.1");
    await type(page, "tokens", `submsk.24 ${"x".repeat(300)}`);
    await type(page, "keys", "-----BEGIN OPENSSH PRIVATE KEY-----");
    await page.click("#make-key");
    await page.waitForSelector("#fingerprint");
    await page.click("#download");
  };

  it.each(LANGS.flatMap((lang) => [360, 1600].map((width) => ({ lang, width }))))("$lang at $width px: nothing missing, nothing wider than the screen", ({ lang, width }) => on({ lang, width }, async (page) => {
    expect(await page.getAttribute("html", "lang")).toBe(lang);
    expect(await page.title()).toBe(pageMessages[lang].title);
    await crowd(page);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    const beyond = await page.evaluate(`[...document.querySelectorAll("body *")].filter((e) => e.getClientRects().length > 0 && (e.getBoundingClientRect().right > ${String(width)} + 0.5 || (e.scrollWidth > e.clientWidth + 1 && !e.matches("input, select, textarea") && getComputedStyle(e).display !== "inline"))).map((e) => e.tagName + "#" + e.id)`);
    expect(beyond).toEqual([]);
    const said = await page.evaluate("document.body.innerText") as string;
    expect(said).not.toMatch(/\b(?:undefined|NaN|null)\b|\[object/);
    const unnamed = await page.evaluate(`[...document.querySelectorAll("button, label, h1, h2, h3, legend, dt")].filter((e) => (e.textContent ?? "").trim() === "").length`);
    expect(unnamed).toBe(0);
    const ids = await page.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)") as string[];
    expect(ids.filter((id, i) => ids.indexOf(id) !== i), "ids that stand twice").toEqual([]);
  }));

  it("changes the language on the page, and keeps what was typed, the password with it", () => on({ lang: "en" }, async (page) => {
    await oneMachine(page);
    await page.fill("#password", "half typed");
    await page.click("#lang-de");
    expect(await text(page, "h1")).toBe(pageMessages.de.title);
    expect(await page.inputValue("#machine-0-0-macs")).toBe("0a:0b:0c:0d:0e:0f");
    expect(await page.inputValue("#password")).toBe("half typed");
    expect(await text(page, "#line")).toContain("lang.de");
    expect(await page.evaluate("document.activeElement.id")).toBe("lang-de");
  }));
});
