import type { FilePurpose } from "../../model/step.ts";
import type { StepMessages } from "./shape.ts";
import { formatBytes } from "../plan/numbers.ts";

const purpose: Record<FilePurpose, string> = {
  bridge: "Creare il bridge",
  "bridge-port": "Collegare la scheda di rete al bridge",
  "bridge-network": "Assegnare gli indirizzi al bridge",
  bond: "Creare il bond",
  "bond-member": "Aggiungere una scheda di rete al bond",
  vlan: "Creare la VLAN",
  "card-network": "Assegnare gli indirizzi a un'altra scheda",
  dhcp: "Chiedere un indirizzo via DHCP",
  "late-nic": "Dare il nome alle schede che compaiono tardi",
  "host-name": "Registrare il nome host",
  hosts: "Registrare i nomi dei nodi",
  resolver: "Registrare i server DNS",
  time: "Registrare i server dell'ora",
  memory: "Impostare la memoria tenuta libera",
  tcp: "Abbandonare prima le connessioni TCP mute",
  keymap: "Registrare la disposizione della tastiera",
  locale: "Registrare la lingua",
  firewall: "Aprire il firewall solo per SSH",
  ssh: "Accettare solo chiavi per SSH",
  pool: "Definire il pool di archiviazione",
  "pool-autostart": "Avviare il pool di archiviazione con libvirt",
  "guest-network": "Definire la rete dei guest",
  "guest-network-autostart": "Avviare la rete dei guest con libvirt",
  "pair-service": "Avviare il servizio della coppia",
  issue: "Scrivere la schermata della console",
};

export const it: StepMessages = {
  purpose,
  action: {
    "nics.rename": (s) => `Rinominare le schede di rete: ${s.renames.map((r) => `${r.from} in ${r.to} (${r.mac})`).join(", ")}.`,
    "file.write": (s) => `${purpose[s.purpose]}: ${s.path}.`,
    "files.clean": (s) => `Rimuovere ${s.dir}/${s.prefix}* lasciati da un'esecuzione precedente.`,
    "link.make": (s) => `${purpose[s.purpose]}: ${s.path}.`,
    "host.name": (s) => `Impostare il nome host ${s.name}.`,
    "console.keymap": (s) => `Caricare la disposizione della tastiera ${s.keymap}.`,
    "overlay.install": (s) => {
      const parts = [s.authorizedKeys ? "chiavi SSH" : "", s.shadow ? "password di root" : "", s.hostKeys ? "chiavi dell'host" : ""].filter((part) => part !== "");
      return parts.length === 0 ? "Non installare nulla dall'overlay del sito: è vuoto." : `Installare dall'overlay del sito: ${parts.join(", ")}.`;
    },
    "console.password": () => "Creare una password di root monouso e mostrarla solo sulla console.",
    "disk.claim": (s) => {
      const what = `il disco ${s.id} (${s.path}, ${formatBytes(s.sizeBytes, "it")})`;
      const how = s.mirror === undefined && s.pair === undefined ? `GPT, una partizione ext4 di ${formatBytes(s.partition.sizeBytes, "it")} per il pool ${s.pool}` : `GPT, una partizione di ${formatBytes(s.partition.sizeBytes, "it")} per il mirror del pool ${s.pool}`;
      return s.resume ? `Completare la presa in carico interrotta, ${what}: ${how}.` : `Prendere in carico ${what}: ${how}.`;
    },
    "mirror.make": (s) => `Mettere in mirror i dischi ${s.members.map(({ id }) => id).join(" e ")} (md RAID 1), con un file system ext4 per il pool ${s.pool}.`,
    "pool.mount": (s) => {
      const mirror = s.mirror === undefined ? "" : s.mirror.members.length + s.mirror.behind.length > 1 ? `Avviare il mirror su ${[...s.mirror.members, ...s.mirror.behind].map(({ id }) => id).join(" e ")}. ` : `Avviare il mirror su ${s.mirror.members.map(({ id }) => id).join("")} solo. `;
      return `${mirror}Montare il pool ${s.pool} su ${s.path}.`;
    },
    "mirror.join": (s) => `Aggiungere il disco ${s.id} (${s.path}, ${formatBytes(s.sizeBytes, "it")}) al mirror del pool ${s.pool}; i dati vi vengono copiati in background.`,
    "ssh.hostkeys": (s) => s.dir === null ? "Creare chiavi host SSH solo per questo avvio." : `Conservare le chiavi host SSH in ${s.dir}.`,
    "guests.restore": (s) => `Definire i guest che si trovano nel pool ${s.pool}.`,
    "guests.start": (s) => s.ran ? `Avviare i guest del pool ${s.pool} che erano attivi sull'altro nodo o devono partire da soli.` : `Avviare i guest del pool ${s.pool} che devono partire da soli.`,
    "service.start": (s) => `Avviare ${s.unit}.`,
    "pair.adopt": (s) => `Fare del pool ${s.pool} sul disco ${s.disk.id} un lato di ${s.disk.resource}; i dati restano dove sono.`,
    "pair.leave": (s) => `Rifare di ${s.disk.resource} sul disco ${s.disk.id} il pool ${s.pool} di questa sola macchina; i dati restano dove sono.`,
    "pair.attach": (s) => `Attivare ${s.conf.name} della coppia sul disco ${s.disk.id}, senza l'altro lato.`,
    "pair.form": (s) => `Annotare sul disco ${s.disk.id} che ${s.resource} ha un altro lato, appena questo ha tutti i dati.`,
    "pair.peer": (s) => `Annotare sul disco ${s.disk.id} che ${s.peer} ha l'altro lato di ${s.resource}.`,
    "pair.up": (s) => `Avviare ${s.conf.name} della coppia (${s.conf.ends.map(({ host }) => host).join(" e ")}) sul disco ${s.disk.id}${s.fresh ? ", con metadati nuovi" : ""}.`,
    "pair.begin": (s) => `Dichiarare uguali i due nuovi lati di ${s.resource}, appena sono connessi.`,
    "pair.make": (s) => `Creare un file system ext4 per il pool ${s.pool} su ${s.resource}.`,
    "pair.settle": (s) => `Annotare sul disco ${s.disk.id} che ha il suo lato di ${s.resource}.`,
    "pair.mount": (s) => `Prendere la guida di ${s.resource}${s.alone ? " senza l'altro lato" : ", appena è connesso,"} e montare il pool ${s.pool} in ${s.path}.`,
  },
};
