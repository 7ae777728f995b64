import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMediumFile } from "../../../src/isofile/write.ts";
import type { SiteFiles } from "../../../src/personal/index.ts";
import { mediumSchema, type MediumDocument } from "../../../src/schema/medium.ts";
import { smallIso } from "../personal/smallIso.ts";
import { isoCommand as ramvisor } from "./isoCommand.ts";

/** `ramvisor iso` as a person gives it, on a real ISO with a tiny kernel. */
let small: Awaited<ReturnType<typeof smallIso>>;
let base = "";
const at = (name: string): string => join(small.dir, name);
const sumOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

const PUBLIC = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@box\n";
const HASH = "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/";
const NODE = "mac=0a:0b:0c:0d:0e:0f,ip=192.168.0.250";
const ONE = ["--node", NODE, "--mask", "255.255.255.0", "--gw", "192.168.0.2", "--dns", "192.168.0.2"];

beforeAll(async () => {
  small = await smallIso();
  base = small.iso;
  writeFileSync(at("key.pub"), PUBLIC);
  writeFileSync(at("secret"), "0123456789abcdef0123\n");
}, 60_000);
afterAll(() => { small.close(); });

async function show(file: string): Promise<MediumDocument> {
  const { code, out } = await ramvisor(["--show", file, "--format", "json"]);
  expect([0, 3]).toContain(code);
  return v.parse(mediumSchema, JSON.parse(out));
}

/** The content of one file of the overlay, secret or not. */
async function overlayFile(name: string, file: keyof SiteFiles): Promise<string> {
  const read = await readMediumFile(at(name), true);
  return read.ok ? Buffer.from(read.medium.site[file] ?? []).toString() : read.problem.code;
}

describe("a medium for one machine", () => {
  it("is written, says what comes of it, and reads back the same", async () => {
    const before = sumOf(base);
    const { code, out, err } = await ramvisor([base, "-o", at("mine.iso"), ...ONE, "--lang", "en", "--ssh-key", at("key.pub"), "--root-password-hash", HASH, "--site-id", "north"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const told = out.replaceAll(small.dir, "").replace(/\d \d{3} \d{3}(?= bytes)/, "SIZE");
    await expect(told).toMatchFileSnapshot("iso.written.txt");
    const again = await ramvisor(["--show", at("mine.iso")]);
    expect(again.code).toBe(0);
    // All but the last two lines, which say that it is written.
    expect(out.startsWith(again.out.trimEnd())).toBe(true);
    expect(statSync(at("mine.iso")).size).toBe(statSync(base).size);
    expect(sumOf(base)).toBe(before);
    expect(readdirSync(small.dir).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("is for its owner alone where there is a secret on it", async () => {
    expect((statSync(at("mine.iso")).mode & 0o777).toString(8)).toBe("600");
    await ramvisor([base, "-o", at("open.iso"), ...ONE]);
    expect(statSync(at("open.iso")).mode & 0o077).not.toBe(0);
  });

  it("is shown as a document, without any secret in it", async () => {
    const document = await show(at("mine.iso"));
    await expect(`${JSON.stringify({ ...document, file: "mine.iso", sizeBytes: 0 }, null, 2)}\n`).toMatchFileSnapshot("iso.show.json");
    expect(JSON.stringify(document)).not.toContain(HASH);
  });

  it("keeps what is not given, replaces what is, and drops what is named; onto itself too", async () => {
    const file = at("again.iso");
    copyFileSync(at("mine.iso"), file);
    expect((await ramvisor([file, "-o", file, "--gw", "192.168.0.1", "--kernel", "console=ttyS0,115200", "--drop", "shadow", "--drop", "dns"])).code).toBe(0);
    const document = await show(file);
    expect(document.line).toMatch(/^sum\.[0-9a-f]{8} mac\.0a:0b:0c:0d:0e:0f\.eth0\.192\.168\.0\.250 submask\.255\.255\.255\.0 gw\.192\.168\.0\.1 lang\.en console=ttyS0,115200$/);
    expect(document.site.map(({ name }) => name)).toEqual(["authorized_keys", "site.id"]);
  });

  it("has what xorriso finds in it", async () => {
    await execa("xorriso", ["-osirrox", "on", "-indev", at("mine.iso"), "-extract", "/isolinux/isolinux.cfg", at("cfg"), "-extract", "/site.img", at("site.out")]);
    expect(readFileSync(at("cfg"), "latin1")).toMatch(/^ {2}APPEND initrd=\/initrd\.img,\/site\.img sum\.[0-9a-f]{8} mac\.0a:0b:0c:0d:0e:0f\.eth0\.192\.168\.0\.250 .* quiet pci=nocrs\n(#*\n)+$/m);
    mkdirSync(at("unpacked"));
    await execa("cpio", ["-i", "--quiet", "-D", at("unpacked")], { inputFile: at("site.out") });
    expect(readFileSync(at("unpacked/site/authorized_keys"), "utf8")).toBe(PUBLIC);
    expect(readFileSync(at("unpacked/site/shadow"), "utf8")).toBe(`root:${HASH}:::::::\n`);
    expect(readFileSync(at("unpacked/site/site.id"), "utf8")).toBe("north\n");
  });
});

describe("a medium for a pair", () => {
  const PAIR = ["--node", NODE, "--node", "mac=0a:0b:0c:0d:0e:10,ip=192.168.0.251", "--mask", "24"];

  it("has both nodes and a secret made for it, which stays", async () => {
    const first = await ramvisor([base, "-o", at("pair.iso"), ...PAIR, "--host", "av", "--make-host-keys", "--lang", "de"]);
    expect(first.code).toBe(0);
    const document = await show(at("pair.iso"));
    expect(document.nodes.map(({ host, cards }) => [host, cards[0]?.addresses])).toEqual([["av-1", ["192.168.0.250/24"]], ["av-2", ["192.168.0.251/24"]]]);
    expect(document.site.map(({ name }) => name)).toEqual(["pair.secret", "ssh_host_ed25519_key", "ssh_host_ed25519_key.pub"]);
    const secret = async (): Promise<string> => {
      await execa("xorriso", ["-osirrox", "on", "-overwrite", "on", "-indev", at("pair.iso"), "-extract", "/site.img", at("pair.img")]);
      return readFileSync(at("pair.img"), "latin1");
    };
    const found = /pair\.secret\0+([A-Za-z0-9_-]{32})\n/.exec(await secret())?.[1] ?? "none";
    expect(first.out).not.toContain(found);
    expect((await ramvisor([at("pair.iso"), "-o", at("pair.iso"), "--host", "bv"])).code).toBe(0);
    expect(await secret()).toContain(found);
  });

  it("has further cards where they stand: behind their node's first, or those of --tokens at the last node", async () => {
    const [first, second] = [PAIR.slice(0, 2), PAIR.slice(2)];
    const cards = async (...args: string[]): Promise<string[][]> => {
      expect((await ramvisor([base, "-o", at("cards.iso"), ...args])).code).toBe(0);
      return (await show(at("cards.iso"))).nodes.map((node) => node.cards.flatMap(({ macs }) => macs.map((mac) => mac.slice(-2))));
    };
    const further = (mac: string, ip: string): string[] => ["--node", `mac=0a:0b:0c:0d:0e:${mac},ip=${ip}/24,name=eth1`];
    expect(await cards(...first, ...further("20", "10.0.0.1"), ...second, ...further("21", "10.0.0.2"))).toEqual([["0f", "20"], ["10", "21"]]);
    expect(await cards(...first, ...second, "--tokens", "mac.0a:0b:0c:0d:0e:20.eth1.10.0.0.1/24")).toEqual([["0f"], ["10", "20"]]);
  });

  it("says so where the secret is made, and not where it stays", async () => {
    const secretRow = ({ out }: { out: string }): string => /^ +pair\.secret +(.*)$/m.exec(out)?.[1] ?? "none";
    const made = async (...args: string[]): Promise<boolean> => (v.parse(mediumSchema, JSON.parse((await ramvisor([...args, "--format", "json"])).out))).secretMade;
    expect(secretRow(await ramvisor([base, "-o", at("told.iso"), ...PAIR]))).toBe("made now for this pair");
    expect(secretRow(await ramvisor([at("told.iso"), "-o", at("told.iso"), "--host", "bv"]))).toBe("there, never shown");
    expect(secretRow(await ramvisor(["--show", at("told.iso")]))).toBe("there, never shown");
    expect(secretRow(await ramvisor([base, "-o", at("told.iso"), ...PAIR, "--pair-secret", at("secret")]))).toBe("there, never shown");
    expect([await made(base, "-o", at("told.iso"), ...PAIR), await made(at("told.iso"), "-o", at("told.iso"), "--host", "bv"), await made("--show", at("told.iso"))]).toEqual([true, false, false]);
  });

  it("takes a given secret", async () => {
    expect((await ramvisor([base, "-o", at("given.iso"), ...PAIR, "--pair-secret", at("secret")])).code).toBe(0);
    expect(readFileSync(at("given.iso"), "latin1")).toContain("0123456789abcdef0123\n");
  });
});

describe("the site of another medium", () => {
  const SITE = ["--site-id", "north", "--host", "av", "--kernel", "quiet console=ttyS0,115200", "--root-password-hash", HASH, "--make-host-keys", "--lang", "de"];
  const from = (...more: string[]): string[] => [base, "-o", at("carried.iso"), "--site-from", at("old.iso"), ...more];
  beforeAll(async () => {
    const { code } = await ramvisor([base, "-o", at("old.iso"), "--node", NODE, "--node", "mac=0a:0b:0c:0d:0e:10,ip=192.168.0.251", "--mask", "24", "--ssh-key", at("key.pub"), ...SITE]);
    expect(code).toBe(0);
  });

  it("goes onto a base medium whole: the same bytes, its secret with it", async () => {
    expect(await ramvisor(from())).toMatchObject({ code: 0, err: "" });
    expect(sumOf(at("carried.iso"))).toBe(sumOf(at("old.iso")));
  });
  it("stands in for what a personal base has of its own", async () => {
    await ramvisor([base, "-o", at("other.iso"), ...ONE, "--ntp", "192.168.0.9", "--pair-secret", at("secret")]);
    expect((await ramvisor([at("other.iso"), "-o", at("carried.iso"), "--site-from", at("old.iso")])).code).toBe(0);
    expect(sumOf(at("carried.iso"))).toBe(sumOf(at("old.iso")));
  });
  it("gives way to what is given or dropped", async () => {
    expect((await ramvisor(from("--host", "bv", "--pair-secret", at("secret"), "--drop", "shadow"))).code).toBe(0);
    const [old, carried] = [await show(at("old.iso")), await show(at("carried.iso"))];
    expect(carried.nodes.map(({ host }) => host)).toEqual(["bv-1", "bv-2"]);
    expect(carried.site.map(({ name }) => name)).toEqual(old.site.map(({ name }) => name).filter((name) => name !== "shadow"));
    expect(await overlayFile("carried.iso", "pair.secret")).toBe("0123456789abcdef0123\n");
    expect(await overlayFile("carried.iso", "ssh_host_ed25519_key")).toBe(await overlayFile("old.iso", "ssh_host_ed25519_key"));
  });
  it("is refused where that medium is damaged anywhere, foreign or not there, and nothing is written", async () => {
    const bytes = readFileSync(at("old.iso"));
    bytes[bytes.indexOf("kernelkernel") + 100] = 0;
    writeFileSync(at("spoilt.iso"), bytes);
    writeFileSync(at("words.iso"), "hello");
    for (const [name, sentence] of [["spoilt", /^\S+spoilt\.iso: The medium is damaged: vmlinuz/], ["words", /words\.iso: This is not an ISO image/], ["missing", /missing\.iso cannot be read: there is no such file\.$/m]] as const) {
      expect(await ramvisor([base, "-o", at("never.iso"), "--site-from", at(`${name}.iso`)])).toEqual({ code: 2, out: "", err: expect.stringMatching(sentence) as string });
      expect(existsSync(at("never.iso"))).toBe(false);
    }
  });
});

it("puts a host key onto the medium without what stands around it, lines ended as OpenSSH wants them", async () => {
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ramvisor", "-f", at("host")]);
  const key = readFileSync(at("host"), "utf8");
  writeFileSync(at("host.crlf"), `made on Monday\r\n${key.replaceAll("\n", "\r\n")}`);
  expect((await ramvisor([base, "-o", at("host.iso"), "--host-key", at("host.crlf")])).code).toBe(0);
  expect(await overlayFile("host.iso", "ssh_host_ed25519_key")).toBe(key);
});

it("hashes a password from standard input", async () => {
  expect((await ramvisor([base, "-o", at("pw.iso"), "--root-password-stdin"], "correct horse")).code).toBe(0);
  expect((await show(at("pw.iso"))).site).toMatchObject([{ name: "shadow", shows: ["sha512-crypt"] }]);
  expect(readFileSync(at("pw.iso"), "latin1")).not.toContain("correct horse");
});

describe("a password at a terminal", () => {
  const typed = (...answers: (string | null)[]): ReturnType<typeof ramvisor> => ramvisor([base, "-o", at("typed.iso"), "--root-password-stdin"], "not this", answers);
  it("is asked for twice", async () => {
    expect((await typed("correct horse", "correct horse")).code).toBe(0);
    const [, hash = ""] = (await overlayFile("typed.iso", "shadow")).split(":");
    expect((await execa("openssl", ["passwd", "-6", "-salt", hash.split("$")[2] ?? "", "-stdin"], { input: "correct horse\n" })).stdout).toBe(hash);
  });
  it("is refused where the two differ, where there is none, and where there is no second", async () => {
    expect(await typed("correct horse", "correct house")).toEqual({ code: 2, out: "", err: "The two passwords differ.\n" });
    expect(await typed("correct horse", null)).toEqual({ code: 2, out: "", err: "The two passwords differ.\n" });
    expect(await typed("", "")).toEqual({ code: 2, out: "", err: "The password on standard input is empty.\n" });
  });
});

describe("refused in one sentence, with nothing written", () => {
  const refuses = async (args: readonly string[], sentence: string | RegExp, code = 2, stdin = ""): Promise<void> => {
    const output = at("refused.iso");
    const before = sumOf(base);
    const result = await ramvisor(args.map((arg) => (arg === "OUT" ? output : arg)), stdin);
    const told = result.err.replaceAll(`${small.dir}/`, "");
    if (typeof sentence === "string") expect(told).toBe(`${sentence}\n`);
    else expect(told).toMatch(sentence);
    expect(result.code).toBe(code);
    expect(told.trimEnd().split("\n").length).toBe(1);
    expect(existsSync(output)).toBe(false);
    expect(sumOf(base)).toBe(before);
    expect(readdirSync(small.dir).filter((name) => name.endsWith(".part"))).toEqual([]);
  };

  it("a token in error", () => refuses([base, "-o", "OUT", "--node", NODE, "--mask", "255.0.255.0"], "Nothing is written: a token is in error.", 3));
  it("a near miss among the tokens", () => refuses([base, "-o", "OUT", "--node", NODE, "--tokens", "submsk.24"], /token is in error/, 3));
  it("a character of GRUB", () => refuses([base, "-o", "OUT", "--kernel", "memmap=64M$0x1000"], "memmap=64M$0x1000: $ cannot stand on the line, as a boot loader or the kernel would read it as its own. Leave it out."));
  it("a blank inside a value", () => refuses([base, "-o", "OUT", "--host", "a b"], "host.a b: a blank cannot stand on the line, as a boot loader or the kernel would read it as its own. Leave it out."));
  it("a line too long", () => refuses([base, "-o", "OUT", "--kernel", "x".repeat(1998)], "The line has 1998 bytes, and there is room for 1997: leave something out."));
  it("too many keys", async () => {
    writeFileSync(at("many.pub"), Array.from({ length: 900 }, (_, i) => PUBLIC.replace("me", `me${String(i)}`)).join(""));
    await refuses([base, "-o", "OUT", "--ssh-key", at("many.pub")], /^Keys and certificates take \d+ bytes, and there is room for 65536: leave something out\.$/m);
  });
  it("a private key in place of a public one", async () => {
    writeFileSync(at("private"), "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
    await refuses([base, "-o", "OUT", "--ssh-key", at("private")], "private is a private key, which stays where it is: give the public one (.pub).");
    await refuses([base, "-o", "OUT", "--host-key", at("private")], /^private is no SSH host key/);
  });
  it("a key that is not there", () => refuses([base, "-o", "OUT", "--ssh-key", at("nope.pub")], "nope.pub cannot be read: there is no such file."));
  it("an empty password", () => refuses([base, "-o", "OUT", "--root-password-stdin"], "The password on standard input is empty."));
  it("a password in place of a hash", () => refuses([base, "-o", "OUT", "--root-password-hash", "secret"], /wants a whole hash as in shadow/));
  it("a hash that a shell or a person has cut", async () => {
    for (const hash of ["$6$abc", HASH.slice(0, -1), "$saltsalt$qFmFH"]) await refuses([base, "-o", "OUT", "--root-password-hash", hash], /wants a whole hash as in shadow/);
  });
  it("half of a certificate's pair", () => refuses([base, "-o", "OUT", "--tls-cert", at("x")], "The option --tls-cert wants --tls-key as well."));
  it("a site's name", () => refuses([base, "-o", "OUT", "--site-id", "North!"], /^The site's name cannot be "North!"/));
  it("a foreign word among the tokens", () => refuses([base, "-o", "OUT", "--tokens", "quiet"], /^quiet is not a token of Ramvisor/));
  it("a node without an address", () => refuses([base, "-o", "OUT", "--node", "mac=1"], /^The option --node wants mac=ADDRESS/));
  it("nothing to change", () => refuses([base, "-o", "OUT"], /^ramvisor iso is given nothing to change/));
  it("no output", () => refuses([base, ...ONE], /^ramvisor iso wants the file to write/));
  it("a base that is not there", () => refuses([at("none.iso"), "-o", "OUT", ...ONE], "none.iso cannot be read: there is no such file."));
  it("a base that is no ISO", async () => {
    writeFileSync(at("text.iso"), "hello");
    await refuses([at("text.iso"), "-o", "OUT", ...ONE], "text.iso: This is not an ISO image: take ramvisor.iso, or a personal medium made from it.");
  });
  it("a base that is cut", async () => {
    writeFileSync(at("cut.iso"), readFileSync(base).subarray(0, -4096));
    await refuses([at("cut.iso"), "-o", "OUT", ...ONE], /^cut\.iso: The file ends after \d+ of \d+ bytes: copy or download it again\.$/m);
  });
  it("a base with a wrong byte, which only reading all of it shows; --show too", async () => {
    const bytes = readFileSync(base);
    bytes[bytes.indexOf("kernelkernel") + 100] = 0;
    writeFileSync(at("damaged.iso"), bytes);
    const before = sumOf(at("damaged.iso"));
    const sentence = "damaged.iso: The medium is damaged: vmlinuz is not as it was written. Copy or download it again.";
    await refuses([at("damaged.iso"), "-o", "OUT", ...ONE], sentence);
    await refuses(["--show", at("damaged.iso")], sentence);
    // Onto itself: it stays as it was.
    expect((await ramvisor([at("damaged.iso"), "-o", at("damaged.iso"), ...ONE])).code).toBe(2);
    expect(sumOf(at("damaged.iso"))).toBe(before);
  });
  it("what is no regular file as output, which a rename would replace", async () => {
    // Never one of the machine's own devices: these tests run as root, and code that is broken on purpose would take its place.
    await execa("mkfifo", [at("fifo")]);
    expect(await ramvisor([base, "-o", at("fifo"), ...ONE])).toMatchObject({ code: 2, err: `${at("fifo")} is not a regular file: write to a file, and put that onto a stick or CD.\n` });
    expect(statSync(at("fifo")).isFIFO()).toBe(true);
    expect(await ramvisor([base, "-o", small.dir, ...ONE])).toMatchObject({ code: 2 });
  });
  it("a folder that is not there, as a failure", () => refuses([base, "-o", at("no/where.iso"), ...ONE], "no/where.iso is not written: there is no such file.", 1));
});

it("follows a link to the file that it stands for", async () => {
  copyFileSync(base, at("target.iso"));
  symlinkSync(at("target.iso"), at("link.iso"));
  expect((await ramvisor([base, "-o", at("link.iso"), ...ONE])).code).toBe(0);
  expect((await show(at("target.iso"))).nodes.length).toBe(1);
});

it("takes a certificate with its key, and not with another's", async () => {
  for (const name of ["a", "b"]) await execa("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=av", "-keyout", at(`${name}.key`), "-out", at(`${name}.crt`)]);
  expect((await ramvisor([base, "-o", at("tls.iso"), "--tls-cert", at("a.crt"), "--tls-key", at("a.key")])).code).toBe(0);
  expect((await show(at("tls.iso"))).site).toMatchObject([{ name: "tls.crt", shows: [expect.stringMatching(/^SHA256:/) as string, "CN=av", expect.any(String) as string] }, { name: "tls.key", shows: [] }]);
  expect(await ramvisor([base, "-o", at("tls2.iso"), "--tls-cert", at("a.crt"), "--tls-key", at("b.key")])).toMatchObject({ code: 2, err: `${at("b.key")} is not the key of this certificate.\n` });
});
