import { copyFile, open, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { CDPSession, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { readable } from "../../src/isofile/access.ts";
import { pageMessages } from "../../src/messages/page/index.ts";
import { checkMedium, readMedium, type Medium } from "../../src/personal/index.ts";
import { usePage } from "./support/session.ts";
import { fakeIso, spoil } from "./support/iso.ts";

const TOP = fileURLToPath(new URL("../..", import.meta.url));
const session = usePage();
const { path } = session;
let base: string;

beforeAll(async () => {
  base = await fakeIso(path("base.iso"));
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "someone@here", "-f", path("id")]);
});

async function on<T>(act: (page: Page, cdp: CDPSession) => Promise<T>): Promise<T> {
  const opened = await session.open();
  const result = await act(opened.page, opened.cdp);
  expect(opened.complaints).toEqual([]);
  // The one address that saving needs is the page's own, of the blob that it made.
  expect(opened.requests.filter((address) => !address.startsWith("blob:"))).toEqual([]);
  await opened.context.close();
  return result;
}

async function mediumText(page: Page, until: RegExp): Promise<string> {
  await expect.poll(() => page.textContent("#medium-state"), { timeout: 30_000 }).toMatch(until);
  return (await page.textContent("#medium-state")) ?? "";
}
async function choose(page: Page, iso: string): Promise<void> {
  await page.setInputFiles("#file", iso);
  await page.waitForSelector("#medium-state.good", { timeout: 30_000 });
}
async function download(page: Page, to: string): Promise<string> {
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  await saved.saveAs(to);
  return saved.suggestedFilename();
}
async function mediumOf(iso: string): Promise<Medium> {
  const file = await open(iso, "r");
  try {
    const access = await readable(file);
    const read = await readMedium(access);
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    expect(await checkMedium(access, read.medium)).toBeNull();
    return read.medium;
  } finally {
    await file.close();
  }
}
const site = async (iso: string, name: keyof Medium["site"]): Promise<string> => Buffer.from((await mediumOf(iso)).site[name] ?? []).toString();

/** Fills in one machine and all that there is of keys. */
async function fillIn(page: Page): Promise<void> {
  await page.fill("#machine-0-0-macs", "0a:0b:0c:0d:0e:0f");
  await page.fill("#machine-0-0-addresses", "192.168.0.250");
  for (const [id, value] of [["mask", "255.255.255.0"], ["gateway", "192.168.0.2"], ["dns", "192.168.0.2, 192.168.0.3"], ["ntp", "ntp.example.org"], ["host", "avbox"], ["siteId", "av"], ["options", "quiet pci=nocrs console=ttyS0,115200"]] as const) await page.fill(`#${id}`, value);
  await page.selectOption("#lang", "de");
  await page.selectOption("#disks", "separate");
  await page.fill("#keys", await readFile(path("id.pub"), "utf8"));
  await page.fill("#password", "pässwort 1");
  await page.click("#make-key");
  await page.waitForSelector("#fingerprint");
}

/** What `ramvisor iso` makes of the same; hash, host key and secret, which are random, are those of the page's ISO. */
async function byCommand(from: string, output: string, args: readonly string[]): Promise<void> {
  const hash = (await site(from, "shadow")).split(":")[1] ?? "";
  await writeFile(path("hostkey"), await site(from, "ssh_host_ed25519_key"), { mode: 0o600 });
  const { exitCode, all } = await execa(join(TOP, "node_modules/.bin/tsx"), [
    join(TOP, "src/main.ts"), "iso", base, "-o", output, ...args, "--mask", "255.255.255.0", "--gw", "192.168.0.2", "--dns", "192.168.0.2,192.168.0.3", "--ntp", "ntp.example.org",
    "--host", "avbox", "--lang", "de", "--disks", "separate", "--kernel", "quiet pci=nocrs console=ttyS0,115200",
    "--ssh-key", path("id.pub"), "--root-password-hash", hash, "--host-key", path("hostkey"), "--site-id", "av",
  ], { all: true, reject: false });
  expect(exitCode, all).toBe(0);
}
const NODES = ["mac=0a:0b:0c:0d:0e:0f,ip=192.168.0.250", "mac=0a:0b:0c:0d:0e:10,ip=192.168.0.251"];

describe("the page's ISO", () => {
  it("is what ramvisor iso makes of the same, byte for byte", async () => {
    const name = await on(async (page) => {
      await choose(page, base);
      await fillIn(page);
      return download(page, path("page.iso"));
    });
    expect(name).toBe("ramvisor-avbox.iso");
    await byCommand(path("page.iso"), path("command.iso"), ["--node", NODES[0] ?? ""]);
    expect((await readFile(path("page.iso"))).equals(await readFile(path("command.iso")))).toBe(true);
  });

  it("is that for two machines too, their secret included", async () => {
    await on(async (page) => {
      await choose(page, base);
      await fillIn(page);
      await page.click("#add-machine");
      await page.fill("#machine-1-0-macs", "0a:0b:0c:0d:0e:10");
      await page.fill("#machine-1-0-addresses", "192.168.0.251");
      await download(page, path("pair.iso"));
    });
    await writeFile(path("secret"), await site(path("pair.iso"), "pair.secret"));
    await byCommand(path("pair.iso"), path("pair-command.iso"), [...NODES.flatMap((node) => ["--node", node]), "--pair-secret", path("secret")]);
    expect((await readFile(path("pair.iso"))).equals(await readFile(path("pair-command.iso")))).toBe(true);
  });

  it("holds a password hash that openssl makes as well, and a host key that ssh-keygen reads, with the fingerprint shown", async () => {
    const shown = await on(async (page) => {
      await choose(page, base);
      await fillIn(page);
      await download(page, path("keys.iso"));
      return page.textContent("#fingerprint");
    });
    const [, hash = ""] = (await site(path("keys.iso"), "shadow")).split(":");
    const [, , rounds = "", salt = ""] = hash.split("$");
    const { stdout: again } = await execa("perl", ["-e", "print crypt($ARGV[0], $ARGV[1])", "pässwort 1", `$6$${rounds}$${salt}$`]);
    expect(again).toBe(hash);
    await writeFile(path("made"), await site(path("keys.iso"), "ssh_host_ed25519_key"), { mode: 0o600 });
    const { stdout: fromPrivate } = await execa("ssh-keygen", ["-y", "-f", path("made")]);
    expect(`${fromPrivate}\n`).toBe(await site(path("keys.iso"), "ssh_host_ed25519_key.pub"));
    const { stdout: fingerprint } = await execa("ssh-keygen", ["-l", "-f", path("made")]);
    expect(fingerprint).toContain(shown);
  });

  it("fills the form again, and comes out the same; typed fields are not overwritten", async () => {
    await on(async (page) => {
      await choose(page, base);
      await fillIn(page);
      await download(page, path("first.iso"));
    });
    await on(async (page) => {
      await choose(page, path("first.iso"));
      expect(await page.inputValue("#machine-0-0-addresses")).toBe("192.168.0.250");
      expect(await page.inputValue("#dns")).toBe("192.168.0.2, 192.168.0.3");
      expect(await page.inputValue("#siteId")).toBe("av");
      expect(await page.inputValue("#tokens")).toBe("");
      await download(page, path("again.iso"));
    });
    expect((await readFile(path("again.iso"))).equals(await readFile(path("first.iso")))).toBe(true);
    // To a newer base: what was filled in from the old one stays.
    await on(async (page) => {
      await choose(page, path("first.iso"));
      await page.setInputFiles("#file", base);
      await mediumText(page, /^Base ISO.*as built/);
      await download(page, path("moved.iso"));
    });
    expect((await readFile(path("moved.iso"))).equals(await readFile(path("first.iso")))).toBe(true);
    await on(async (page) => {
      await page.fill("#host", "mine");
      await choose(page, path("first.iso"));
      expect(await page.inputValue("#host")).toBe("mine");
      await page.click("#take-fields");
      expect(await page.inputValue("#host")).toBe("avbox");
    });
  });
});

/** Two machines whose hardware addresses end in these digits. */
async function fillPair(page: Page, first: string, second: string): Promise<void> {
  if ((await page.locator(".machine").count()) < 2) await page.click("#add-machine");
  for (const [machine, end] of [first, second].entries()) {
    await page.fill(`#machine-${String(machine)}-0-macs`, `0a:0b:0c:0d:0e:${end}`);
    await page.fill(`#machine-${String(machine)}-0-addresses`, `192.168.0.25${String(machine)}/24`);
  }
}

describe("a password", () => {
  it("that is still being hashed is on the ISO all the same, and the last one set is what counts", () => on(async (page) => {
    await choose(page, base);
    await page.fill("#password", "not this");
    const [saved] = await Promise.all([page.waitForEvent("download"), page.evaluate(`
      document.getElementById("set-password").click();
      document.getElementById("password").value = "correct horse";
      document.getElementById("set-password").click();
      document.getElementById("download").click();
    `)]);
    await saved.saveAs(path("hashing.iso"));
    const [, hash = ""] = (await site(path("hashing.iso"), "shadow")).split(":");
    expect((await execa("perl", ["-e", "print crypt($ARGV[0], $ARGV[1])", "correct horse", hash])).stdout).toBe(hash);
  }));
});

describe("the secret of several machines", () => {
  it("is the same for the same machines, another for others, and none for one", () => on(async (page) => {
    const secret = async (name: string): Promise<string> => {
      await download(page, path(name));
      return site(path(name), "pair.secret");
    };
    await choose(page, base);
    await fillPair(page, "01", "02");
    const first = await secret("a1.iso");
    expect(first).toMatch(/^[A-Za-z0-9_-]{32}\n$/);
    await page.fill("#machine-1-0-addresses", "192.168.0.77/24");
    expect(await secret("a2.iso")).toBe(first);
    await fillPair(page, "03", "04");
    const second = await secret("b.iso");
    expect(second).toMatch(/^[A-Za-z0-9_-]{32}\n$/);
    expect(second).not.toBe(first);
    await page.click(`text=${pageMessages.en.button.removeMachine(2)}`);
    expect(await secret("single.iso")).toBe("");
    await fillPair(page, "03", "04");
    expect([first, second, ""]).not.toContain(await secret("b2.iso"));
  }));

  it("that a chosen ISO brought stays, and can be left out, as can a certificate with its key", async () => {
    await execa("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=av", "-keyout", path("tls.key"), "-out", path("tls.crt")]);
    await writeFile(path("own.secret"), "0123456789abcdef0123\n");
    await byCommand(path("page.iso"), path("own.iso"), [...NODES.flatMap((node) => ["--node", node]), "--pair-secret", path("own.secret"), "--tls-cert", path("tls.crt"), "--tls-key", path("tls.key")]);
    await on(async (page) => {
      await choose(page, path("own.iso"));
      expect(await page.textContent("#kept-state")).toBe("Kept as they are: pair.secret, tls.crt, tls.key.");
      await download(page, path("own-again.iso"));
      expect(await site(path("own-again.iso"), "pair.secret")).toBe("0123456789abcdef0123\n");
      await page.click(`text=${pageMessages.en.button.removeKept("tls.crt, tls.key")}`);
      await download(page, path("own-without.iso"));
      expect(Object.keys((await mediumOf(path("own-without.iso"))).site).filter((name) => name.startsWith("tls"))).toEqual([]);
      expect(await site(path("own-without.iso"), "pair.secret")).toBe("0123456789abcdef0123\n");
      await page.click(`text=${pageMessages.en.button.removeKept("pair.secret")}`);
      expect(await page.locator("#kept-state").count()).toBe(0);
      await download(page, path("own-none.iso"));
      expect(await site(path("own-none.iso"), "pair.secret")).toMatch(/^(?!0123)[A-Za-z0-9_-]{32}\n$/);
    });
  });
});

describe("a file that is none of ours, or not whole", () => {
  const files: [name: string, make: (to: string) => Promise<void>, sentence: RegExp][] = [
    ["not an ISO", (to) => writeFile(to, Buffer.alloc(100_000, 7)), /not an ISO image/],
    ["an empty file", (to) => writeFile(to, ""), /not an ISO image/],
    ["another ISO", async (to) => void (await fakeIso(to, { label: "DEBIAN" })), /not one of Ramvisor \(its label is "DEBIAN"\)/],
    ["a cut one", async (to) => { await copyFile(base, to); await truncate(to, (await stat(base)).size - 4096); }, /The file ends after/],
    ["a damaged one", async (to) => { await copyFile(base, to); await spoil(to, (await stat(base)).size - 200_000); }, /The medium is damaged/],
  ];
  it.each(files)("%s is refused with a sentence, and no download is made of it", async (name, make, sentence) => {
    const file = path(`${name.replaceAll(" ", "-")}.iso`);
    await make(file);
    await on(async (page) => {
      await page.setInputFiles("#file", file);
      await mediumText(page, sentence);
      await page.fill("#machine-0-0-macs", "0a:0b:0c:0d:0e:0f");
      await page.fill("#machine-0-0-addresses", "192.168.0.250/24");
      await page.click("#download");
      expect(await page.textContent("#save-state")).toContain("First choose the ISO");
    });
  });

  it("a file that was put right is read when it is chosen again under the same path; one chosen before stays where the choice is given up", () => on(async (page, cdp) => {
    const file = path("twice.iso");
    await copyFile(base, file);
    await truncate(file, (await stat(base)).size - 4096);
    // As the browser itself does it: Playwright's own way fires `change` for the same path too.
    await cdp.send("Page.enable");
    await cdp.send("Page.setInterceptFileChooserDialog", { enabled: true });
    const choice = async (act: (backendNodeId: number) => Promise<unknown>): Promise<void> => {
      const opened = new Promise<number>((resolve) => { cdp.once("Page.fileChooserOpened", ({ backendNodeId }) => { resolve(backendNodeId ?? 0); }); });
      await page.click("#file");
      await act(await opened);
    };
    const pick = (backendNodeId: number): Promise<unknown> => cdp.send("DOM.setFileInputFiles", { files: [file], backendNodeId });
    await choice(pick);
    await mediumText(page, /The file ends after/);
    await copyFile(base, file);
    await choice(pick);
    await mediumText(page, /as built/);
    await choice(() => page.dispatchEvent("#file", "cancel"));
    expect(await page.evaluate("document.getElementById('file').files[0].name")).toBe("twice.iso");
    expect(await page.textContent("#medium-state")).toMatch(/as built/);
  }));

  it("a file that changes after it was checked is not handed on", () => on(async (page): Promise<void> => {
    const file = path("changing.iso");
    await copyFile(base, file);
    await choose(page, file);
    await page.fill("#machine-0-0-macs", "0a:0b:0c:0d:0e:0f");
    await page.fill("#machine-0-0-addresses", "192.168.0.250/24");
    await delay(1100);
    await writeFile(file, "short");
    await page.click("#download");
    await expect.poll(() => page.textContent("#save-state"), { timeout: 20_000 }).toContain("cannot read this file");
  }));
});
