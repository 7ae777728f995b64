import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseCmdline } from "../../../../src/cmdline/index.ts";
import { HOST_PACKAGES } from "../../../../src/medium/packages.ts";
import { lineNetwork } from "../../../../src/qemu/line-network.ts";
import { DEFAULT_LINE } from "../../../../src/qemu/options.ts";
import { PEER_END, readPeer } from "../../../bench/peer/answer.ts";
import { PEER_PACKAGES } from "../../../bench/peer/packages.ts";

const unit = (id: string, begun: number, active: number): string => `InactiveExitTimestampMonotonic=${String(begun * 1e6)}\nActiveEnterTimestampMonotonic=${String(active * 1e6)}\nId=${id}\n`;

const ANSWER = `Debian GNU/Linux 13 ramvisor ttyS0
PEER WAITING for=libvirt_answers seconds=120.10

PEER READY seconds=140.50
PEER MARK initramfs 12.30
PEER MARK address 90.25
PEER MARK memory-kib 409600
PEER MARK memory-later-kib 512000
UserspaceTimestampMonotonic=40300000

${[unit("basic.target", 100, 100), unit("cloud-init-local.service", 60, 75), unit("cloud-init-network.service", 90, 99), unit("systemd-networkd.service", 80, 84), unit("libvirtd.service", 110.5, 130), unit("var-lib-libvirt-pools-default.mount", 70, 70.5)].join("\n")}PEER END
`;

it("cuts what the peer says into stages", () => {
  expect(readPeer(ANSWER)).toEqual({
    seconds: 140.5, memoryMiB: 400, memoryLaterMiB: 500,
    stages: { kernel: 12.3, initramfs: 28, systemd: 59.7, network: 10.25, "cloud-init": 39, disks: 0.5, libvirt: 30 },
  });
});

it("leaves out a stage whose ends are not known, and never guesses", () => {
  const { stages } = readPeer(ANSWER.replace("InactiveExitTimestampMonotonic=70000000", "InactiveExitTimestampMonotonic=0").replace(/^PEER MARK initramfs.*\n/m, ""));
  expect(Object.keys(stages)).toEqual(["systemd", "network", "cloud-init", "libvirt"]);
});

it("reads a line that a login prompt stands before", () => {
  expect(readPeer(ANSWER.replace("PEER MARK address", "ramvisor login: PEER MARK address"))).toEqual(readPeer(ANSWER));
});

it("takes no part of an answer for one", () => {
  expect(() => readPeer("PEER WAITING for=address_up seconds=60.1\n")).toThrow("gave no answer");
  expect(PEER_END.test(ANSWER)).toBe(true);
  expect(PEER_END.test(ANSWER.replace("PEER END", ""))).toBe(false);
});

it("is for the same job: the medium's packages, and the card, addresses and gateway of the same line", () => {
  expect(PEER_PACKAGES).toEqual(expect.arrayContaining([...HOST_PACKAGES]));
  const root = join(import.meta.dirname, "../../../bench/peer/root");
  const network = readFileSync(join(root, "var/lib/cloud/seed/nocloud/network-config"), "utf8");
  const { line, guest } = lineNetwork(parseCmdline(DEFAULT_LINE).site, DEFAULT_LINE);
  const { site } = parseCmdline(line);
  const card = site.nodes[0]?.cards[0];
  const wanted = [...(card?.macs ?? []), ...(card?.addresses ?? []), ...site.gateways.map(({ value }) => value), ...site.dns.map(({ value }) => value)];
  expect(wanted).toHaveLength(4);
  for (const text of wanted) expect(network).toContain(text);
  expect(readFileSync(join(root, "usr/local/sbin/peer-ready"), "utf8")).toContain(`\naddress=${String(guest)}\n`);
});
