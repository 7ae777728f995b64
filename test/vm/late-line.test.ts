import { afterAll, beforeAll, expect, it } from "vitest";
import { makeBlankDisk } from "../../src/qemu/disk-file.ts";
import { DEFAULT_LINE } from "../../src/qemu/options.ts";
import { Bench, Host } from "./support/host.ts";

/** A new card in the place of the one that the line names. */
const NEW = "0a:0b:0c:0d:0e:1f";
const PAIR = `mac.${NEW}.eth0.192.168.0.250 mac.0a:0b:0c:0d:0e:10.eth0.192.168.0.251 submask.255.255.255.0 gw.192.168.0.2 dns.192.168.0.2`;

const bench = new Bench();
let host: Host;

beforeAll(async () => {
  await bench.open();
  const disk = await makeBlankDisk(bench.path("disk.img"), 1024 ** 3);
  host = await Host.boot(bench, { line: DEFAULT_LINE, macs: [NEW], disks: [{ file: disk, format: "raw", serial: "FIRST" }] });
  await host.line();
});
afterAll(() => bench.close());

it("a line of two nodes that is typed on a host in rescue has it hear the other one, as a start from the medium does", async () => {
  await host.logIn();
  expect((await host.console("systemctl is-active ramvisor-pair")).text).toMatch(/\ninactive\n/);
  await host.console(`ramvisor apply ${PAIR}`);
  expect((await host.console("systemctl is-active ramvisor-pair")).text).toMatch(/\nactive\n/);
  expect((await host.console("for i in $(seq 60); do ss -Hltn | grep -q ':7789 ' && break; sleep 0.5; done; ss -Hltn | grep -c ':7789 '")).text).toMatch(/\n1\n/);
  // And it is said: the other node is not there.
  const { status, text } = await host.console("for i in $(seq 60); do [ -s /run/ramvisor/pair.json ] && break; sleep 0.5; done; ramvisor status --lang en");
  expect(status).toBe(1);
  expect(text.replaceAll(/\s+/g, " ")).toMatch(/waiting - waits for \S+, which has not been connected in this start/);
});
