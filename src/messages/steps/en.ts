import type { FilePurpose } from "../../model/step.ts";
import type { StepMessages } from "./shape.ts";
import { formatBytes } from "../plan/numbers.ts";

const purpose: Record<FilePurpose, string> = {
  bridge: "Make the bridge",
  "bridge-port": "Put the network card into the bridge",
  "bridge-network": "Give the bridge its addresses",
  bond: "Make the bond",
  "bond-member": "Put a network card into the bond",
  vlan: "Make the VLAN",
  "card-network": "Give a further card its addresses",
  dhcp: "Ask for an address by DHCP",
  "late-nic": "Name cards that show up late",
  "host-name": "Store the host name",
  hosts: "Store the names of the nodes",
  resolver: "Store the name servers",
  time: "Store the time servers",
  memory: "Set how much memory is kept free",
  tcp: "Give up silent TCP connections sooner",
  keymap: "Store the keyboard layout",
  locale: "Store the language",
  firewall: "Open the firewall for SSH alone",
  ssh: "Let SSH accept keys alone",
  pool: "Define the storage pool",
  "pool-autostart": "Start the storage pool with libvirt",
  "guest-network": "Define the guests' network",
  "guest-network-autostart": "Start the guests' network with libvirt",
  "pair-service": "Start the pair's service",
  issue: "Write the console screen",
};

export const en: StepMessages = {
  purpose,
  action: {
    "nics.rename": (s) => `Rename network cards: ${s.renames.map((r) => `${r.from} to ${r.to} (${r.mac})`).join(", ")}.`,
    "file.write": (s) => `${purpose[s.purpose]}: ${s.path}.`,
    "files.clean": (s) => `Remove ${s.dir}/${s.prefix}* left from an earlier run.`,
    "link.make": (s) => `${purpose[s.purpose]}: ${s.path}.`,
    "host.name": (s) => `Set the host name ${s.name}.`,
    "console.keymap": (s) => `Load the keyboard layout ${s.keymap}.`,
    "overlay.install": (s) => {
      const parts = [s.authorizedKeys ? "SSH keys" : "", s.shadow ? "root's password" : "", s.hostKeys ? "host keys" : ""].filter((part) => part !== "");
      return parts.length === 0 ? "Install nothing from the site overlay: it is empty." : `Install from the site overlay: ${parts.join(", ")}.`;
    },
    "console.password": () => "Make a one-time root password and show it on the console alone.",
    "disk.claim": (s) => {
      const what = `disk ${s.id} (${s.path}, ${formatBytes(s.sizeBytes, "en")})`;
      const how = s.mirror === undefined && s.pair === undefined ? `GPT, one ext4 partition of ${formatBytes(s.partition.sizeBytes, "en")} for pool ${s.pool}` : `GPT, one partition of ${formatBytes(s.partition.sizeBytes, "en")} for the mirror of pool ${s.pool}`;
      return s.resume ? `Finish the interrupted claim of ${what}: ${how}.` : `Claim ${what}: ${how}.`;
    },
    "mirror.make": (s) => `Mirror the disks ${s.members.map(({ id }) => id).join(" and ")} (md RAID 1), with an ext4 file system for pool ${s.pool}.`,
    "pool.mount": (s) => {
      const mirror = s.mirror === undefined ? "" : s.mirror.members.length + s.mirror.behind.length > 1 ? `Start the mirror on ${[...s.mirror.members, ...s.mirror.behind].map(({ id }) => id).join(" and ")}. ` : `Start the mirror on ${s.mirror.members.map(({ id }) => id).join("")} alone. `;
      return `${mirror}Mount pool ${s.pool} at ${s.path}.`;
    },
    "mirror.join": (s) => `Add disk ${s.id} (${s.path}, ${formatBytes(s.sizeBytes, "en")}) to the mirror of pool ${s.pool}; the data is copied onto it in the background.`,
    "ssh.hostkeys": (s) => s.dir === null ? "Make SSH host keys for this start alone." : `Keep the SSH host keys in ${s.dir}.`,
    "guests.restore": (s) => `Define the guests that lie in pool ${s.pool}.`,
    "guests.start": (s) => s.ran ? `Start the guests of pool ${s.pool} that ran on the other node, or are to start by themselves.` : `Start the guests of pool ${s.pool} that are to start by themselves.`,
    "service.start": (s) => `Start ${s.unit}.`,
    "pair.adopt": (s) => `Make pool ${s.pool} on disk ${s.disk.id} one side of ${s.disk.resource}; its data stays where it lies.`,
    "pair.leave": (s) => `Make ${s.disk.resource} on disk ${s.disk.id} pool ${s.pool} of this machine alone again; its data stays where it lies.`,
    "pair.attach": (s) => `Bring up ${s.conf.name} of the pair on disk ${s.disk.id}, without its other side.`,
    "pair.form": (s) => `Note on disk ${s.disk.id} that ${s.resource} has another side, once that one has all data.`,
    "pair.peer": (s) => `Note on disk ${s.disk.id} that ${s.peer} has the other side of ${s.resource}.`,
    "pair.up": (s) => `Bring up ${s.conf.name} of the pair (${s.conf.ends.map(({ host }) => host).join(" and ")}) on disk ${s.disk.id}${s.fresh ? ", with new metadata" : ""}.`,
    "pair.begin": (s) => `Declare both new sides of ${s.resource} equal, once they are connected.`,
    "pair.make": (s) => `Make an ext4 file system for pool ${s.pool} on ${s.resource}.`,
    "pair.settle": (s) => `Note on disk ${s.disk.id} that it has its side of ${s.resource}.`,
    "pair.mount": (s) => `Take the lead of ${s.resource}${s.alone ? " without its other side" : ", once it is connected,"} and mount pool ${s.pool} at ${s.path}.`,
  },
};
