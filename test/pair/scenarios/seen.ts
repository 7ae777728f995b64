import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Lab } from "../lab/node.ts";
import { APART, formed, IN_STEP, MOUNTED, pairOf, pause, POOL, type Scenario, startBare, write } from "../scenario.ts";

const AGENT = "/lab/ramvisor";

interface Cluster {
  peers: { host: string; heard: boolean; trouble: string | null; remedy: string | null; kept: string | null }[];
  resources: { name: string; state: string; situation: string; role: string; diskState: string; peerDiskState: string; remedy: string | null; goneSince: string | null; changes: { own: unknown[] | null; peer: unknown[] | null } | null }[];
  trust: { source: string; problem: string | null };
}

/** The pair as `ramvisor status --format json` has it. The lab has no libvirt: the rest of it is not ready, and the exit code is 1. */
async function cluster(lab: Lab, index: number): Promise<Cluster> {
  const { text } = await lab.guest(index).sh(`${AGENT} status --format json 2>/dev/null`);
  const document = JSON.parse(text) as { cluster: Cluster; checks: { name: string; ok: boolean; code: string }[] };
  return document.cluster;
}

async function untilCluster(lab: Lab, index: number, what: string, wanted: (now: Cluster) => boolean, limitMs = 300_000): Promise<Cluster> {
  const end = Date.now() + limitMs;
  for (;;) {
    const now = await cluster(lab, index);
    if (wanted(now)) return now;
    if (Date.now() > end) throw new Error(`node ${index}: ${what} did not come true\n${JSON.stringify(now, null, 1)}\n${(await lab.guest(index).sh("cat /proc/drbd; tail -15 /run/pair.log")).text}`);
    await pause(1000);
  }
}

const state = (wanted: string) => (now: Cluster): boolean => now.resources[0]?.state === wanted;
const shown = async (lab: Lab, index: number, lang = "en"): Promise<string> => (await lab.guest(index).sh(`${AGENT} status --lang ${lang} 2>/dev/null`)).text;

/** The journal, as on the whole medium; nothing else of systemd runs in the lab. */
async function startJournal(lab: Lab, index: number): Promise<void> {
  await lab.guest(index).must("mountpoint -q /sys/fs/cgroup || mount -t cgroup2 none /sys/fs/cgroup; grep -qE '^[0-9a-f]{32}$' /etc/machine-id || tr -d - < /proc/sys/kernel/random/uuid > /etc/machine-id; mkdir -p /run/systemd/journal; setsid /usr/lib/systemd/systemd-journald > /dev/null 2>&1 < /dev/null & for i in 1 2 3 4 5 6 7 8 9 10; do [ -S /run/systemd/journal/stdout ] && exit 0; sleep 0.5; done; exit 1");
}

const HOOK = `mkdir -p "$D"; cat > "$D/note" <<'END'
#!/bin/sh
echo "$RAMVISOR_EVENT $1 $2 $RAMVISOR_POOL $RAMVISOR_BEFORE $RAMVISOR_PEER" >> /run/hooked
END
chmod +x "$D/note"`;

/** Definition of a guest as the agent keeps it, and its image. */
const guest = (name: string): string => `mkdir -p ${POOL}/.ramvisor/guests/${name}; echo '<domain><name>${name}</name><devices><disk><source file="${POOL}/${name}.qcow2"/></disk></devices></domain>' > ${POOL}/.ramvisor/guests/${name}/domain.xml; echo image > ${POOL}/${name}.qcow2; sync`;

/** The agent's own rules, as nftables.service loads them; then from the peer's address, and from another one of the same machine. */
async function onlyThePeerComesIn(lab: Lab): Promise<void> {
  await lab.guest(0).must("modprobe -a nf_tables nft_ct && nft -f /etc/nftables.conf");
  // The first of the ports for guests that move: in the lab nobody else listens there.
  const MOVES = 49152;
  await lab.guest(0).must(`setsid timeout 120 node -e 'require("net").createServer((s) => s.destroy()).listen(${MOVES})' > /dev/null 2>&1 < /dev/null & for i in $(seq 50); do ss -ltn | grep -q ':${MOVES} ' && exit 0; sleep 0.2; done; exit 1`);
  await lab.guest(1).must("ip address add 10.0.0.99/24 dev eth0");
  const reach = (from: string, port: number): Promise<string> => lab.guest(1).must(`node -e 'const s = require("net").connect({ host: "10.0.0.1", port: ${port}, localAddress: "${from}" }); const end = (w) => { console.log(w); process.exit(); }; s.on("connect", () => end("open")); s.on("error", (e) => end(e.code)); setTimeout(() => end("silence"), 6000)'`);
  const tried = [["10.0.0.2", 7789], ["10.0.0.2", MOVES], ["10.0.0.99", 7789], ["10.0.0.99", 7790], ["10.0.0.99", MOVES]] as const;
  const said: string[] = [];
  for (const [from, port] of tried) said.push((await reach(from, port)).trim());
  deepStrictEqual(said, ["open", "open", "silence", "silence", "silence"]);
}

/** Node 0 leads; the other one is taken over beside it, and each side is written to. */
async function splitBrain(lab: Lab): Promise<void> {
  lab.network.cut("0", "1");
  await lab.untilShell(1, APART);
  await untilCluster(lab, 0, "a lost side", state("lost"));
  await pause(3000);
  await lab.guest(1).must(`${AGENT} takeover --lang en`);
  await untilCluster(lab, 1, "in use alone", (now) => now.resources[0]?.state === "lost" && now.resources[0].role === "Primary");
  // Each side has noted since when it is alone.
  for (const index of [0, 1]) await lab.untilShell(index, `[ -e ${POOL}/.ramvisor/alone ]`);
  await pause(1100);
  await lab.guest(0).must(`echo more >> ${POOL}/web.qcow2; sync`);
  await lab.guest(1).must(`echo more >> ${POOL}/mail.qcow2; echo '<!-- changed -->' >> ${POOL}/.ramvisor/guests/mail/domain.xml; sync`);
  await write(lab, 0, 5);
  await write(lab, 1, 7);
}

export const seen: Scenario[] = [
  {
    name: "seen", whole: 0, claim: "behind the firewall, which lets the peer's address alone to the nodes' ports: status, report, console, hooks and the neighbour's log show a pair that is whole, loses a side, and is whole again; hooks on the leader's pool are called by the other node when the leader dies",
    run: async (lab) => {
      await startBare(lab);
      await Promise.all([startJournal(lab, 0), startJournal(lab, 1)]);
      await formed(lab);
      await onlyThePeerComesIn(lab);
      for (const index of [0, 1]) {
        const { resources: [resource], peers: [peer] } = await untilCluster(lab, index, "whole", state("whole"));
        deepStrictEqual([resource?.role, resource?.diskState, resource?.peerDiskState, resource?.remedy, peer?.heard], [index === 0 ? "Primary" : "Secondary", "UpToDate", "UpToDate", null, true]);
      }
      await lab.guest(0).must(`D=/etc/ramvisor/hooks.d; ${HOOK}`);
      await lab.guest(0).must(`D=${POOL}/.ramvisor/hooks; ${HOOK}; printf '#!/bin/sh\\nsleep 1000\\n' > /etc/ramvisor/hooks.d/zz-hangs; chmod +x /etc/ramvisor/hooks.d/zz-hangs`);
      await lab.guest(1).must("echo 'the last words of node two' | systemd-cat -t lab; journalctl --sync; sleep 1");
      await lab.untilShell(0, "grep -q 'the last words of node two' /run/ramvisor/peers/lab-2/log");
      strictEqual((await lab.guest(0).must("stat -c %a /run/ramvisor/peers/lab-2 /run/ramvisor/peers/lab-2/log")).trim(), "700\n600");

      await lab.kill(1);
      await untilCluster(lab, 0, "a lost side", state("lost"));
      // DRBD says it before the pair's next round has noted since when.
      const { resources: [lost], peers: [gone] } = await untilCluster(lab, 0, "since when", ({ resources: [resource] }) => resource?.goneSince !== null);
      match(lost?.goneSince ?? "", /^20\d\d-/);
      strictEqual(gone?.kept, "/run/ramvisor/peers/lab-2");
      const text = await shown(lab, 0);
      match(text, /r0 \(default\): ONE SIDE LOST - lab-2 has been gone for/);
      match(text, /Last report and log of lab-2: \/run\/ramvisor\/peers\/lab-2/);
      ok(text.split("\n").every((line) => line.length <= 80), text);
      await lab.guest(0).must("grep -q 'the last words of node two' /run/ramvisor/peers/lab-2/log");
      // The console says it in a sentence, and not only to scripts.
      match(lab.guest(0).console.text, /r0 \(default\): ONE SIDE LOST - .*\r?\n.*/);
      match(lab.guest(0).console.text, /RAMVISOR PAIR state=alone /);
      await lab.untilShell(0, "grep -q '^lost lost r0 default whole lab-2$' /run/hooked");

      await lab.start(1);
      await lab.untilShell(0, IN_STEP);
      await untilCluster(lab, 0, "whole", state("whole"));
      // The hook that hangs holds up the next ones for a minute, and no longer.
      await lab.untilShell(0, "grep -q '^whole whole r0 default' /run/hooked", 180_000);
      strictEqual((await lab.guest(0).must("grep -c '^lost' /run/hooked")).trim(), "2", "each folder's hook is called once");

      // Switched off in order, a node says its last words itself.
      await startJournal(lab, 1);
      await lab.untilShell(0, "[ -e /run/ramvisor/peers/lab-2/log.before ]");
      await lab.guest(1).must("echo 'node two goes down in order' | systemd-cat -t lab; journalctl --sync; pkill -f 'ramvisor.cjs stage pai[r]'");
      await lab.untilShell(0, "grep -q 'node two goes down in order' /run/ramvisor/peers/lab-2/log && grep -q 'the last words of node two' /run/ramvisor/peers/lab-2/log.before");

      // The leader's hooks are here when it is not; as on the medium, nothing in /run can be started.
      await lab.guest(1).must("mount -o remount,noexec /run");
      await lab.startPair(1);
      await lab.guest(0).must(`cp -p ${POOL}/.ramvisor/hooks/note ${POOL}/.ramvisor/hooks/note2`);
      await lab.untilShell(1, "cd /var/lib/ramvisor/peer-hooks/default && [ -x note ] && [ -x note2 ]");
      await untilCluster(lab, 1, "whole", state("whole"));
      await lab.kill(0);
      await lab.untilShell(1, `[ "$(grep -c '^lost lost r0 default [a-z]* lab-1$' /run/hooked)" = 2 ]`);
    },
  },
  {
    name: "chosen", claim: "both wrote alone: status names the guests that changed on either side; the side that is given up by the commands shown gets the other's data, on running hosts and after a restart",
    run: async (lab) => {
      await pairOf(lab);
      await write(lab, 0, 20);
      await lab.guest(0).must(`${guest("web")}; ${guest("mail")}`);
      await pause(1100);
      await splitBrain(lab);
      lab.network.cut("0", "1", false);
      for (const index of [0, 1]) {
        const { resources: [resource] } = await untilCluster(lab, index, "divergence, and what changed", (now) => now.resources[0]?.state === "diverged" && (now.resources[0].changes?.own ?? []).length > 0 && (now.resources[0].changes?.peer ?? []).length > 0);
        const guests = (changes: unknown[] | null | undefined): unknown => (changes as { guest: string | null; what: string[] }[]).filter(({ guest: name }) => name !== null).map(({ guest: name, what }) => `${String(name)} ${what.join(" ")}`);
        deepStrictEqual([guests(resource?.changes?.own), guests(resource?.changes?.peer)], index === 0 ? [["web disk"], ["mail definition disk"]] : [["mail definition disk"], ["web disk"]]);
      }
      const text = await shown(lab, 0);
      match(text, /DIVERGED/);
      ok(text.split("\n").every((line) => line.length <= 80 || line.includes("ramvisor disk free")), text);
      // Word by word what status tells to type, on the node whose side is given up.
      const commands = text.split("To give up the side of lab-2, on lab-2:")[1]?.split("\n").slice(1, 3).map((line) => line.trim()) ?? [];
      deepStrictEqual(commands, [`umount ${POOL}; drbdadm down r0`, "ramvisor disk free virtio-B0"]);
      await lab.guest(1).must(commands[0] ?? "false");
      const freed = await lab.guest(1).sh(`echo 'B0 default' | ${AGENT} disk free virtio-B0 --lang en`);
      strictEqual(freed.code, 0, freed.text);
      await untilCluster(lab, 0, "whole", state("whole"), 400_000);
      await untilCluster(lab, 1, "whole", state("whole"));
      strictEqual((await lab.guest(0).must(`node /lab/writer.mjs check ${POOL}/written`)).trim(), "25");
      await lab.guest(1).must(`! ${MOUNTED}`);
      await lab.untilShell(0, `[ ! -e ${POOL}/.ramvisor/alone ]`);

      // Once more, and both lose power: nothing is in use then, and one command is enough.
      await splitBrain(lab);
      await Promise.all([lab.kill(0), lab.kill(1)]);
      lab.network.cut("0", "1", false);
      await Promise.all([lab.start(0), lab.start(1)]);
      for (const index of [0, 1]) {
        await untilCluster(lab, index, "divergence, and what changed", (now) => now.resources[0]?.state === "diverged" && (now.resources[0].changes?.own ?? []).length > 0 && (now.resources[0].changes?.peer ?? []).length > 0);
        await lab.guest(index).must(`! ${MOUNTED}`);
      }
      const again = await lab.guest(0).sh(`echo 'A0 default' | ${AGENT} disk free virtio-A0 --lang en`);
      strictEqual(again.code, 0, again.text);
      await untilCluster(lab, 1, "whole", state("whole"), 400_000);
      strictEqual((await lab.guest(1).must(`node /lab/writer.mjs check ${POOL}/written`)).trim(), "32");
    },
  },
];
