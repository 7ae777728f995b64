import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { mustRun } from "../../apply/command.ts";
import type { RunResult } from "../../model/ports.ts";
import { formatBytes } from "../../messages/plan/numbers.ts";
import { shellWord } from "../../messages/plan/shell.ts";
import { quoted } from "../../plan/guestMove.ts";
import { comingList, digestScript, lookScript, makeScript, shareScript, THERE } from "../../plan/moveScripts.ts";
import { clear } from "./clear.ts";
import { filesThere, firstLine, type Move, ownFirmware, remote, storedThere, wordOf } from "./move.ts";

/** Empty images of the right size on the other node, made there before libvirt looks for them, and its firmware. Gives the sentence of a refusal. */
export async function prepare(move: Move): Promise<string | null> {
  const { machine, name, uuid, host, pool, disks, messages, lang } = move;
  const images: { to: string; format: string; sizeBytes: number }[] = [];
  let wantedBytes = 0;
  for (const { from, to, format } of disks) {
    const said = JSON.parse((await mustRun(machine.run, "qemu-img", ["info", "-U", "--output=json", "-f", format, from])).stdout) as { "virtual-size": number; "actual-size": number };
    images.push({ to, format, sizeBytes: said["virtual-size"] });
    wantedBytes += Math.min(said["actual-size"] * 1.05, said["virtual-size"]);
  }
  const list = comingList(pool.path, uuid);
  const own = ownFirmware(move);
  const look = await remote(move, lookScript({ list, uuid, name, pool: pool.path, stored: storedThere(move), files: [...images, ...own] }));
  const freeBytes = Number(look.stdout.trim());
  if (look.code === THERE.stays) return messages.leftOver(host, filesThere(move), firstLine(look));
  if (look.code !== 0 || look.stdout.trim() === "" || !Number.isFinite(freeBytes)) return refusalOf(move, look);
  if (freeBytes < wantedBytes) return messages.noSpace(host, pool.name, formatBytes(wantedBytes, lang), formatBytes(freeBytes, lang));
  const unshared = await placeShared(move);
  if (unshared !== null) return refusalOf(move, unshared);
  const made = await remote(move, makeScript(list, images, ({ to, format, sizeBytes }) => `qemu-img create -q -f ${quoted(format)} ${quoted(to)} ${String(sizeBytes)}`));
  if (made.code !== 0) return giveUp(move, made);
  for (const file of own) {
    const content = Buffer.from(await machine.fs.readBytes(file.from)).toString("base64");
    const placed = await remote(move, makeScript(list, [file], ({ to }) => `base64 -d > ${quoted(to)}; sync ${quoted(to)}`), content);
    if (placed.code !== 0) return giveUp(move, placed);
  }
  return null;
}

/** The firmware's files that guests share: they stay there. Gives what failed. */
async function placeShared(move: Move): Promise<RunResult | null> {
  for (const { from, to, own } of move.firmware) {
    if (own) continue;
    const content = await move.machine.fs.readBytes(from);
    const there = await remote(move, digestScript(to));
    const isSame = there.stdout.startsWith(createHash("sha256").update(content).digest("hex"));
    if (there.code === THERE.file && isSame) continue;
    if (there.code !== 0) return { ...there, stdout: to };
    const made = await remote(move, shareScript(to), Buffer.from(content).toString("base64"));
    if (made.code !== 0) return made;
  }
  return null;
}

/** Only what says for certain that something is there is taken for that: ssh that fails knows nothing. */
function refusalOf(move: Move, { code, stdout, ...more }: RunResult): string {
  const { name, host, pool, messages } = move;
  if (code === THERE.otherStored) return messages.otherStored(name, host, pool.name, `mv ${shellWord(dirname(storedThere(move)))} ${shellWord(`${pool.path}/${name}-older`)}`);
  if (code === THERE.file) return messages.taken(host, stdout.trim().split("\n").at(-1) ?? "");
  if (code === THERE.guest) return messages.sameThere(name, host, wordOf(move));
  return messages.unreachable(host, firstLine({ code, stdout, ...more }));
}

async function giveUp(move: Move, failed: RunResult): Promise<string> {
  const { host, messages } = move;
  const cleared = await clear(move);
  if (cleared.state === "cleared") return refusalOf(move, failed);
  if (cleared.state === "left") return messages.leftOver(host, filesThere(move), cleared.why);
  return messages.begunLeft(host, firstLine(failed));
}
