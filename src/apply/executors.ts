import type { Action, FilePurpose } from "../model/step.ts";
import type { Executors } from "./applySteps.ts";
import type { ApplyContext, Result } from "./context.ts";
import { noteForLibvirt } from "./libvirtUntold.ts";
import { consoleKeymap } from "./actions/consoleKeymap.ts";
import { consolePassword } from "./actions/consolePassword.ts";
import { diskClaim } from "./actions/diskClaim.ts";
import { filesClean } from "./actions/filesClean.ts";
import { fileWrite } from "./actions/fileWrite.ts";
import { guestsRestore } from "./actions/guestsRestore.ts";
import { guestsLeft, guestsStart } from "./actions/guestsStart.ts";
import { hostName } from "./actions/hostName.ts";
import { linkMake } from "./actions/linkMake.ts";
import { mirrorJoin } from "./actions/mirrorJoin.ts";
import { mirrorMake } from "./actions/mirrorMake.ts";
import { nicsRename } from "./actions/nicsRename.ts";
import { overlayInstall } from "./actions/overlayInstall.ts";
import { pairAdopt, pairLeave } from "./actions/pairAdopt.ts";
import { pairForm } from "./actions/pairForm.ts";
import { pairBegin, pairMake, pairSettle } from "./actions/pairMake.ts";
import { pairPeer } from "./actions/pairPeer.ts";
import { pairMount } from "./actions/pairMount.ts";
import { pairAttach, pairUp } from "./actions/pairUp.ts";
import { poolMount } from "./actions/poolMount.ts";
import { serviceStart } from "./actions/serviceStart.ts";
import { sshHostkeys } from "./actions/sshHostkeys.ts";

/** Writes nothing, asks nothing. */
const nothing = (): Promise<Result> => Promise.resolve("unchanged");

export const dryRun: Executors = {
  "nics.rename": nothing, "file.write": nothing, "files.clean": nothing, "link.make": nothing, "host.name": nothing,
  "console.keymap": nothing, "overlay.install": nothing, "console.password": nothing, "disk.claim": nothing,
  "mirror.make": nothing, "pool.mount": nothing, "mirror.join": nothing, "ssh.hostkeys": nothing, "guests.restore": nothing, "guests.start": nothing, "service.start": nothing,
  "pair.adopt": nothing, "pair.leave": nothing, "pair.attach": nothing, "pair.form": nothing, "pair.peer": nothing,
  "pair.up": nothing, "pair.begin": nothing, "pair.make": nothing, "pair.settle": nothing, "pair.mount": nothing,
};

/**
 * During a start: before systemd, and in the unit for the disks, which runs before the services that read what
 * it leaves. No service is told anything: systemd starts them when their time comes.
 */
export function duringStart(context: ApplyContext): Executors {
  return {
    "nics.rename": noting(context, "nics.rename", (step) => nicsRename(context, step, false)),
    "file.write": async (step) => note(context, step.purpose, await fileWrite(context, step)),
    // What was left from an earlier apply lies in networkd's directory.
    "files.clean": async (step) => note(context, "card-network", await filesClean(context, step)),
    "link.make": async (step) => note(context, step.purpose, await linkMake(context, step)),
    "host.name": (step) => hostName(context, step),
    "console.keymap": (step) => consoleKeymap(context, step),
    "overlay.install": noting(context, "overlay.install", (step) => overlayInstall(context, step)),
    "console.password": () => consolePassword(context),
    "disk.claim": noting(context, "disk.claim", (step) => diskClaim(context, step)),
    "mirror.make": noting(context, "mirror.make", (step) => mirrorMake(context, step)),
    "mirror.join": noting(context, "mirror.join", (step) => mirrorJoin(context, step)),
    "pool.mount": noting(context, "pool.mount", (step) => poolMount(context, step)),
    "ssh.hostkeys": noting(context, "ssh.hostkeys", (step) => sshHostkeys(context, step)),
    "guests.restore": noting(context, "guests.restore", (step) => guestsRestore(context, step)),
    "service.start": nothing,
    "guests.start": (step) => guestsLeft(context, step),
    "pair.adopt": noting(context, "pair.adopt", (step) => pairAdopt(context, step)),
    "pair.leave": noting(context, "pair.leave", (step) => pairLeave(context, step)),
    "pair.attach": noting(context, "pair.attach", (step) => pairAttach(context, step)),
    "pair.form": noting(context, "pair.form", (step) => pairForm(context, step)),
    "pair.peer": noting(context, "pair.peer", (step) => pairPeer(context, step)),
    "pair.up": noting(context, "pair.up", (step) => pairUp(context, step)),
    "pair.begin": noting(context, "pair.begin", (step) => pairBegin(context, step)),
    "pair.make": noting(context, "pair.make", (step) => pairMake(context, step)),
    "pair.settle": noting(context, "pair.settle", (step) => pairSettle(context, step)),
    "pair.mount": noting(context, "pair.mount", (step) => pairMount(context, step)),
  };
}

/** On a running host: the same, and the services are told what has changed. */
export function onRunningHost(context: ApplyContext): Executors {
  return {
    ...duringStart(context),
    "nics.rename": noting(context, "nics.rename", (step) => nicsRename(context, step, true)),
    "service.start": (step) => serviceStart(context, step),
    "guests.start": (step) => guestsStart(context, step),
  };
}

function noting<S>(context: ApplyContext, what: Action, execute: (step: S) => Promise<Result>): (step: S) => Promise<Result> {
  return async (step) => note(context, what, await execute(step));
}

async function note(context: ApplyContext, what: FilePurpose | Action, result: Result): Promise<Result> {
  if (result !== "changed") return result;
  context.changed.add(what);
  await noteForLibvirt(context.fs, what);
  return result;
}

/** For what is done in a start as on a running host: the pair's rounds, a takeover. `running`: systemd runs this host. */
export function executorsFor(context: ApplyContext, running: boolean): Executors {
  return running ? onRunningHost(context) : duringStart(context);
}
