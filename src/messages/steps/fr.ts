import type { FilePurpose } from "../../model/step.ts";
import type { StepMessages } from "./shape.ts";
import { formatBytes } from "../plan/numbers.ts";

const purpose: Record<FilePurpose, string> = {
  bridge: "Créer le pont",
  "bridge-port": "Rattacher la carte réseau au pont",
  "bridge-network": "Donner ses adresses au pont",
  bond: "Créer l'agrégat",
  "bond-member": "Ajouter une carte réseau à l'agrégat",
  vlan: "Créer le VLAN",
  "card-network": "Donner ses adresses à une autre carte",
  dhcp: "Demander une adresse par DHCP",
  "late-nic": "Nommer les cartes qui apparaissent tard",
  "host-name": "Enregistrer le nom d'hôte",
  hosts: "Enregistrer les noms des hôtes",
  resolver: "Enregistrer les serveurs DNS",
  time: "Enregistrer les serveurs de temps",
  memory: "Régler la mémoire gardée libre",
  tcp: "Abandonner plus tôt les connexions TCP muettes",
  keymap: "Enregistrer la disposition du clavier",
  locale: "Enregistrer la langue",
  firewall: "N'ouvrir le pare-feu qu'à SSH",
  ssh: "N'accepter que les clés pour SSH",
  pool: "Définir le pool de stockage",
  "pool-autostart": "Démarrer le pool de stockage avec libvirt",
  "guest-network": "Définir le réseau des invités",
  "guest-network-autostart": "Démarrer le réseau des invités avec libvirt",
  "pair-service": "Démarrer le service de la paire",
  issue: "Préparer l'écran de la console",
};

export const fr: StepMessages = {
  purpose,
  action: {
    "nics.rename": (s) => `Renommer les cartes réseau : ${s.renames.map((r) => `${r.from} en ${r.to} (${r.mac})`).join(", ")}.`,
    "file.write": (s) => `${purpose[s.purpose]} : ${s.path}.`,
    "files.clean": (s) => `Supprimer ${s.dir}/${s.prefix}* laissés par une exécution antérieure.`,
    "link.make": (s) => `${purpose[s.purpose]} : ${s.path}.`,
    "host.name": (s) => `Donner le nom d'hôte ${s.name}.`,
    "console.keymap": (s) => `Charger la disposition de clavier ${s.keymap}.`,
    "overlay.install": (s) => {
      const parts = [s.authorizedKeys ? "clés SSH" : "", s.shadow ? "mot de passe de root" : "", s.hostKeys ? "clés d'hôte" : ""].filter((part) => part !== "");
      return parts.length === 0 ? "Ne rien installer de la surcouche de site : elle est vide." : `Installer depuis la surcouche de site : ${parts.join(", ")}.`;
    },
    "console.password": () => "Créer un mot de passe root à usage unique, montré sur la seule console.",
    "disk.claim": (s) => {
      const what = `le disque ${s.id} (${s.path}, ${formatBytes(s.sizeBytes, "fr")})`;
      const how = s.mirror === undefined && s.pair === undefined ? `GPT, une partition ext4 de ${formatBytes(s.partition.sizeBytes, "fr")} pour le pool ${s.pool}` : `GPT, une partition de ${formatBytes(s.partition.sizeBytes, "fr")} pour le miroir du pool ${s.pool}`;
      return s.resume ? `Achever la prise en charge interrompue, ${what} : ${how}.` : `Prendre en charge ${what} : ${how}.`;
    },
    "mirror.make": (s) => `Mettre en miroir les disques ${s.members.map(({ id }) => id).join(" et ")} (md RAID 1), avec un système de fichiers ext4 pour le pool ${s.pool}.`,
    "pool.mount": (s) => {
      const mirror = s.mirror === undefined ? "" : s.mirror.members.length + s.mirror.behind.length > 1 ? `Démarrer le miroir sur ${[...s.mirror.members, ...s.mirror.behind].map(({ id }) => id).join(" et ")}. ` : `Démarrer le miroir sur ${s.mirror.members.map(({ id }) => id).join("")} seul. `;
      return `${mirror}Monter le pool ${s.pool} sur ${s.path}.`;
    },
    "mirror.join": (s) => `Ajouter le disque ${s.id} (${s.path}, ${formatBytes(s.sizeBytes, "fr")}) au miroir du pool ${s.pool} ; les données y sont copiées en arrière-plan.`,
    "ssh.hostkeys": (s) => s.dir === null ? "Créer des clés d'hôte SSH pour ce seul démarrage." : `Conserver les clés d'hôte SSH dans ${s.dir}.`,
    "guests.restore": (s) => `Définir les invités qui se trouvent dans le pool ${s.pool}.`,
    "guests.start": (s) => s.ran ? `Démarrer les invités du pool ${s.pool} qui tournaient sur l'autre nœud ou doivent démarrer tout seuls.` : `Démarrer les invités du pool ${s.pool} qui doivent démarrer tout seuls.`,
    "service.start": (s) => `Démarrer ${s.unit}.`,
    "pair.adopt": (s) => `Faire du pool ${s.pool} sur le disque ${s.disk.id} un côté de ${s.disk.resource} ; les données restent où elles sont.`,
    "pair.leave": (s) => `Refaire de ${s.disk.resource} sur le disque ${s.disk.id} le pool ${s.pool} de cette seule machine ; les données restent où elles sont.`,
    "pair.attach": (s) => `Mettre en service ${s.conf.name} de la paire sur le disque ${s.disk.id}, sans son autre côté.`,
    "pair.form": (s) => `Noter sur le disque ${s.disk.id} que ${s.resource} a un autre côté, dès que celui-ci a toutes les données.`,
    "pair.peer": (s) => `Noter sur le disque ${s.disk.id} que ${s.peer} a l'autre côté de ${s.resource}.`,
    "pair.up": (s) => `Démarrer ${s.conf.name} de la paire (${s.conf.ends.map(({ host }) => host).join(" et ")}) sur le disque ${s.disk.id}${s.fresh ? ", avec de nouvelles métadonnées" : ""}.`,
    "pair.begin": (s) => `Déclarer égaux les deux nouveaux côtés de ${s.resource}, dès qu'ils sont connectés.`,
    "pair.make": (s) => `Créer un système de fichiers ext4 pour le pool ${s.pool} sur ${s.resource}.`,
    "pair.settle": (s) => `Noter sur le disque ${s.disk.id} qu'il a son côté de ${s.resource}.`,
    "pair.mount": (s) => `Prendre la tête de ${s.resource}${s.alone ? " sans son autre côté" : ", dès qu'il est connecté,"} et monter le pool ${s.pool} sur ${s.path}.`,
  },
};
