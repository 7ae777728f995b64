import { readFile, stat } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bundleAgent } from "../../src/medium/bundle.ts";
import { DEFAULT_LINE, DEFAULT_NIC } from "../../src/qemu/options.ts";
import { CONSOLES } from "../../src/qemu/prepare.ts";
import type { MediumDocument } from "../../src/schema/medium.ts";
import { median } from "../bench/statistics.ts";
import { BOOT_MS, Bench, Host } from "./support/host.ts";

const TOP = fileURLToPath(new URL("../..", import.meta.url));
const bench = new Bench();
let host: Host | undefined;
let iso = "";

/** The agent as a person calls it on a machine of their own. */
const ramvisor = async (...args: string[]): Promise<string> => (await execa(join(TOP, "node_modules/.bin/tsx"), [join(TOP, "src/main.ts"), ...args], { stdin: "ignore" })).stdout;
const show = async (file: string): Promise<MediumDocument> => JSON.parse(await ramvisor("iso", "--show", file, "--format", "json")) as MediumDocument;

/** What is passed over by the kernel and by us, to make the line as long as a line can be. */
const PAD = "ramvisor_test.pad=";

beforeAll(async () => {
  await bench.open();
  iso = bench.path("personal.iso");
  const args = [
    "--node", `mac=${DEFAULT_NIC},ip=192.168.0.250`, "--mask", "255.255.255.0", "--gw", "192.168.0.2", "--dns", "192.168.0.3", "--lang", "de",
    "--ssh-key", `${bench.key}.pub`, "--make-host-keys", "--site-id", "north",
  ];
  await ramvisor("iso", bench.image.iso, "-o", iso, ...args, "--kernel", `quiet ${CONSOLES}`);
  const { lineBytes, lineRoomBytes } = await show(iso);
  await ramvisor("iso", iso, "-o", iso, "--kernel", `quiet ${CONSOLES} ${PAD}${"x".repeat(lineRoomBytes - lineBytes - PAD.length - 1)}`);
});
afterEach(async () => {
  await host?.stop();
});
afterAll(() => bench.close());

/** Everything that `ramvisor iso` can be asked to make, for two nodes. */
async function allOfIt(): Promise<{ args: string[]; input: string }> {
  const [key, certificate] = [bench.path("tls.key"), bench.path("tls.crt")];
  await execa("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650", "-subj", "/CN=north", "-keyout", key, "-out", certificate]);
  const nodes = ["--node", `mac=${DEFAULT_NIC},ip=192.168.0.250`, "--node", "mac=0a:0b:0c:0d:0e:10,ip=192.168.0.251"];
  const site = ["--ssh-key", `${bench.key}.pub`, "--root-password-stdin", "--make-host-keys", "--tls-cert", certificate, "--tls-key", key, "--site-id", "north"];
  return { args: [...nodes, "--mask", "24", "--gw", "192.168.0.2", "--dns", "192.168.0.3", "--lang", "de", "--host", "av", ...site], input: "correct horse\n" };
}

it("a personal medium can be made in less than a second (the fastest of seven), with all that can be on one, Node's start included, every byte read back", async () => {
  const all = await allOfIt();
  // out/ramvisor.cjs may be of yesterday.
  const agent = await bundleAgent(bench.path("ramvisor.cjs"));
  const make = async ({ args, input }: typeof all, name: string): Promise<number> => {
    const start = performance.now();
    await execa(process.execPath, [agent, "iso", bench.image.iso, "-o", bench.path(name), ...args], { input });
    return performance.now() - start;
  };
  const times = { all: [] as number[], line: [] as number[] };
  for (let run = 0; run < 7; run += 1) {
    times.all.push(await make(all, "all.iso"));
    times.line.push(await make({ args: ["--lang", "fr"], input: "" }, "line.iso"));
  }
  const inOrder = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
  const told = (list: readonly number[]): string => `${median(list).toFixed(0)} ms (${inOrder(list).map((time) => time.toFixed(0)).join(", ")})`;
  const beside = `load ${loadavg()[0]?.toFixed(1) ?? ""} on ${String(availableParallelism())} processors`;
  process.stdout.write(`ramvisor iso, medians of 7 in turn: everything ${told(times.all)}; one token ${told(times.line)}; ${beside}\n`);
  expect((await show(bench.path("all.iso"))).site.map(({ name }) => name)).toEqual(["authorized_keys", "pair.secret", "shadow", "site.id", "ssh_host_ed25519_key", "ssh_host_ed25519_key.pub", "tls.crt", "tls.key"]);
  // README has the median; what runs beside it makes a time longer and never shorter, and is no fault of the command.
  expect(Math.min(...times.all), beside).toBeLessThan(1000);
}, BOOT_MS);

describe("a personal medium with a line as long as it can be", () => {
  it("is as long as the base, and shows what is on it", async () => {
    const document = await show(iso);
    expect(document).toMatchObject({ checked: true, lineBytes: document.lineRoomBytes, problems: [], nodes: [{ cards: [{ macs: [DEFAULT_NIC], addresses: ["192.168.0.250/24"] }] }] });
    expect((await stat(iso)).size).toBe((await stat(bench.image.iso)).size);
  });

  it.each(["bios", "uefi"] as const)("starts under %s to READY by itself, with its keys", async (firmware) => {
    host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [DEFAULT_NIC], iso, firmware });
    expect(await host.ready()).toMatchObject({ ready: true, outcome: "configured", fields: { address: "192.168.0.250/24" } });
    const { line, site } = await show(iso);
    // By SSH with the key of the medium: nothing of the line is lost on its way.
    expect((await host.run("cat /proc/cmdline")).trimEnd().endsWith(` ${line}`)).toBe(true);
    expect(await host.json("/run/ramvisor/plan.json")).toMatchObject({ node: { site: "north" }, problems: [] });
    const fingerprint = (await host.run("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub")).split(" ")[1] ?? "none";
    expect(site.find(({ name }) => name === "ssh_host_ed25519_key")?.shows.join()).toContain(fingerprint);
    expect(await host.run("cat /root/.ssh/authorized_keys")).toBe((await readFile(`${bench.key}.pub`, "utf8")).trimEnd());
  }, 2 * BOOT_MS);
});
