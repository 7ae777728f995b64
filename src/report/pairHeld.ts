import { failureAdvice, sayBriefly, sayFailure } from "../messages/failures/index.ts";
import { seenMessages } from "../messages/seen/index.ts";
import type { FailedStep, PairReport, ResourceReport } from "../model/pair.ts";
import type { Lang } from "../model/token.ts";
import { TALK_PORT } from "../peers/wire.ts";
import { minorOf } from "../plan/cluster/names.ts";
import { FIRST_PORT } from "../plan/steps/pair.ts";
import { isConnected } from "../status/procDrbd.ts";
import { printable } from "./width.ts";

/** What a person can do: a sentence, and what to type. */
export interface Todo {
  text: string;
  commands: string[];
}

/** Its command stands by itself then, behind what it does. */
const isOfFileSystem = ({ cause }: FailedStep): boolean => cause.code === "check-asks";

/** A step failed: what that means and why, and what to do. */
export function failedSays({ role, peerRole, peerHost, mounted, failure, failedStep }: ResourceReport, pair: PairReport, lang: Lang): { clauses: string[]; todo: Todo } {
  const { usedOn, notMounted, failed, todo } = seenMessages[lang];
  const used = mounted ? usedOn(pair.host) : role !== "Primary" && peerRole === "Primary" ? usedOn(peerHost ?? "?") : notMounted;
  const why = printable(failedStep === undefined ? (failure ?? "?") : `${failedStep.action}: ${(isOfFileSystem(failedStep) ? sayBriefly : sayFailure)(failedStep.cause, lang)}`);
  const command = failedStep !== undefined && isOfFileSystem(failedStep) ? failureAdvice(failedStep.cause, lang).command : null;
  return { clauses: [used, failed(why.replace(/\.$/, ""))], todo: command === null ? { text: todo.mend, commands: ["journalctl -t ramvisor"] } : { text: todo.repair, commands: [command] } };
}

/** It is being made or connected for too long: what is missing, by what is seen from here, and where to look. */
export function stuckSays(resource: ResourceReport, pair: PairReport, lang: Lang): { clauses: string[]; todo: Todo } {
  const { stuck, todo } = seenMessages[lang];
  const { name, connection, role, peerIndex, primaryIndex } = resource;
  const peer = resource.peerHost ?? "?";
  // Neither waits nor tries: DRBD has seen something in the handshake that its own log tells.
  if (connection === "StandAlone") return { clauses: [stuck.letGo(peer)], todo: { text: todo.kernelLog, commands: ["journalctl -k | grep drbd"] } };
  if (connection === null || !isConnected({ connection })) return { clauses: [stuck.unconnected(peer)], todo: { text: todo.connect(peer, FIRST_PORT + minorOf(name)), commands: [] } };
  const heard = pair.peers.some((one) => one.index === peerIndex && one.heard);
  if (role !== "Primary" && !heard) return { clauses: [stuck.unheard(peer)], todo: { text: todo.service(peer, TALK_PORT), commands: ["systemctl restart ramvisor-pair"] } };
  if (role !== "Primary" && primaryIndex === peerIndex) return { clauses: [stuck.there(peer)], todo: { text: todo.look(peer), commands: ["ramvisor status"] } };
  return { clauses: [stuck.here], todo: { text: todo.log, commands: ["journalctl -t ramvisor"] } };
}
