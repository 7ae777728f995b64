import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { Lab } from "../lab/node.ts";
import { formed, IN_STEP, MOUNTED, pairOf, type Scenario, write } from "../scenario.ts";
import { stayBlank } from "../untouched.ts";

const SECRET = "/run/ramvisor/pair.secret";

interface Seen {
  peers: { heard: boolean; trouble: string | null }[];
  trust: { source: string; problem: string | null };
}
const seen = (lab: Lab, index: number, what: string, wanted: (now: Seen) => boolean): Promise<unknown> => lab.until(index, what, (document) => wanted(document as unknown as Seen));
const secretOf = async (lab: Lab, index: number): Promise<string> => (await lab.guest(index).must(`cat ${SECRET}`)).trim();

export const trust: Scenario[] = [
  {
    name: "no secret", claim: "two bare nodes without a secret agree on one, keep it on their disks, and trust each other after a restart; a newcomer is refused until a person hands it over",
    run: async (lab) => {
      lab.secret = null;
      const wire: Buffer[] = [];
      lab.network.tap = (frame) => { wire.push(Buffer.from(frame)); };
      await pairOf(lab);
      await write(lab, 0, 20);
      const secret = await secretOf(lab, 0);
      strictEqual(secret, await secretOf(lab, 1));
      match(secret, /^[0-9a-f]{64}$/);
      for (const index of [0, 1]) {
        strictEqual((await lab.guest(index).must(`stat -c %a ${SECRET}`)).trim(), "600");
        strictEqual((await lab.guest(index).must("dd if=/dev/vdc bs=4096 skip=129 count=1 2>/dev/null | head -c 22")).trim(), "RAMVISOR-PAIR-SECRET 1");
        // Nowhere but there: not in what is written down, not in a log.
        strictEqual((await lab.guest(index).must(`grep -rl ${secret} /run /etc /tmp /lab/*.json 2>/dev/null | grep -v '^${SECRET}$' || true`)).trim().replace("/run/lab.out", ""), "");
        strictEqual((await lab.guest(index).must(`dmesg | grep -c ${secret} || true`)).trim(), "0");
        strictEqual(lab.guest(index).console.text.includes(secret), false);
      }
      strictEqual(Buffer.concat(wire).includes(secret), false, "the secret went over the network");
      strictEqual(Buffer.concat(wire).includes('"ramvisor":1'), true, "the tap heard nothing");

      await Promise.all([lab.shutDown(0), lab.shutDown(1)]);
      await Promise.all([lab.start(0), lab.start(1)]);
      await formed(lab);
      for (const index of [0, 1]) {
        strictEqual(await secretOf(lab, index), secret);
        await seen(lab, index, "the secret of its disks", ({ trust: { source } }) => source === "disk");
      }

      // Another machine with a blank disk in the second node's place: it could be anybody.
      await lab.kill(1);
      await lab.shutDown(0);
      lab.replaceMachine(1);
      await lab.addDisk(1, "C0");
      await Promise.all([lab.start(0), lab.start(1)]);
      await seen(lab, 0, "a newcomer", ({ peers: [peer] }) => peer?.trouble === "new-there");
      await seen(lab, 1, "that it is one", ({ peers: [peer] }) => peer?.trouble === "new-here");
      await stayBlank(lab, [1]);
      await lab.guest(1).must(`[ ! -e ${SECRET} ]`);
      const text = (await lab.guest(0).sh("/lab/ramvisor status --lang en 2>/dev/null")).text;
      match(text, /lab-2 is new and does not know the pair's secret/);
      match(text.replaceAll(/\s+/g, " "), new RegExp(`ssh root@10.0.0.1 cat ${SECRET} \\| ssh root@10.0.0.2 install -m 600 /dev/stdin ${SECRET}`));
      // The two halves of that line, as ssh would run them.
      const handed = await lab.guest(0).must(`cat ${SECRET}`);
      await lab.guest(1).must(`printf '%s' '${handed}' | install -m 600 /dev/stdin ${SECRET}`);
      await lab.untilShell(0, `${MOUNTED} && ${IN_STEP}`);
      await lab.untilShell(1, "dd if=/dev/vdc bs=4096 skip=129 count=1 2>/dev/null | grep -q RAMVISOR-PAIR-SECRET");
      deepStrictEqual([(await lab.guest(0).must("node /lab/writer.mjs check /var/lib/ramvisor/pools/default/written")).trim(), await secretOf(lab, 1)], ["20", secret]);
    },
  },
];
