import type { GuestMoveMessages } from "./shape.ts";

export const en: GuestMoveMessages = {
  noPair: "This host has no side of a pair.",
  unknown: (g) => `There is no guest ${g} on this node; virsh list --all shows those that are here.`,
  notRunning: (g) => `${g} does not run. Only a running guest moves: virsh start ${g}`,
  snapshots: (g) => `${g} has snapshots, which hold it here. Delete them first: virsh snapshot-list ${g}`,
  medium: (g, file) => `${g} has a medium in a drive (${file}). Take it out first: virsh change-media`,
  elsewhere: (g, what) => `${g} has a disk that cannot go along: ${what}. Only images in a pool that this node leads can.`,
  noNode: (to, known) => `There is no node ${to}. The others are: ${known}.`,
  noTarget: (g, host) => `${g} cannot move: ${host} leads no pool that it could move into. A guest moves live into a pool that the other node leads. Bring the peer back where it is gone; else give both nodes a second disk of equal size and start them again, then each leads one.`,
  several: (hosts) => `Several nodes lead a pool. Name one: --to ${hosts}`,
  unreachable: (host, why) => `${host} cannot be reached: ${why}. Nothing was changed.`,
  taken: (host, path) => `On ${host} there is a file ${path} already. Nothing was changed.`,
  noSpace: (host, pool, wanted, free) => `Pool ${pool} on ${host} has ${free} free, and the disks want ${wanted}. Nothing was changed.`,
  begins: (g, host, pool) => `${g} moves to ${host}, pool ${pool}. Ctrl-C gives up: it then runs on here.`,
  progress: (percent, done, total) => `${percent} % (${done} of ${total})`,
  moved: (g, host, pool) => `${g} runs on ${host} now, its disks in pool ${pool}.`,
  stays: (g, why) => `${g} has not moved and runs on here: ${why}`,
  leftOver: (host, files, why) => `On ${host} this could not be removed: ${files} (${why}). Remove it by hand before the next try.`,
  unclear: (g, host, why) => `It is not clear where ${g} runs: ${why}. Nothing was removed. Look on both nodes, here and on ${host}: virsh list --all`,
  afterwards: (what) => `Moved, but: ${what}`,
  kept: (g, host, dir) => `The definition of ${g} and its images stay on this node: if virsh list --all on ${host} shows ${g}, delete the images and ${dir} here; if it does not, define it here again: virsh define ${dir}/domain.xml`,
};
