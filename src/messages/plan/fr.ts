import type { DiskReason } from "../../model/plan.ts";
import type { PlanMessages } from "./shape.ts";
import { formatBytes } from "./numbers.ts";
import { releaseCommand, wipeAdvice } from "./shell.ts";

const size = (bytes: number): string => formatBytes(bytes, "fr");
const names: Partial<Record<DiskReason, string>> = {
  children: "Partitions", mounted: "Monté sur", held: "Utilisé par", multipath: "Périphérique multipath", "twin-identity": "Même identifiant ou même marque que", "moved-marker": "Marque écrite pour",
};
const stretch = { head: "premiers", tail: "derniers" } as const;


function signatures(source: string, found: readonly { type: string; offset: number | null }[]): string {
  const list = found.map(({ type, offset }) => (offset === null ? type : `${type} à la position ${offset}`)).join(", ");
  return source === "gpt" || source === "mbr" ? `Lu sur le disque : ${list}.` : `${source} trouve ${list}.`;
}

export const fr: PlanMessages = {
  title: "Plan Ramvisor",
  colon: " :",
  outcome: {
    configured: "Cette machine démarre comme demandé.",
    degraded: "Cette machine démarre, mais pas comme demandé : ce qui est erroné est laissé de côté et aucun nouveau disque n'est pris en charge.",
    rescue: "Aucun jeton mac. ne désigne une carte réseau de cette machine. Elle démarre en mode de secours : DHCP là où il y a un lien, aucun disque n'est touché.",
    unconfigured: "La ligne de commande ne contient aucun jeton mac. Cette machine n'est pas configurée : DHCP là où il y a un lien, aucun disque n'est touché.",
  },
  noPool: "Aucun disque n'est utilisé : le réseau, SSH et KVM fonctionnent, mais il n'y a pas de pool de stockage pour les invités.",
  heading: { problems: "Problèmes", nics: "Cartes réseau", disks: "Disques", services: "Services", steps: "Étapes", lines: "Ligne à saisir" },
  label: {
    host: "Hôte", address: "Adresse", gateway: "Passerelle", dns: "DNS", ntp: "Heure", locale: "Langue",
    vlan: "VLAN", bond: "Agrégat", peers: "Pairs", next: "->",
  },
  none: { nics: "aucune trouvée", disks: "aucun trouvé", services: "aucun", steps: "rien à faire", address: "aucune" },
  dhcp: "par DHCP là où il y a un lien",
  keyboard: (keymap, locale) => `clavier ${keymap}, ${locale}`,
  poolOf: (pool) => `pool ${pool}`,
  siteOf: (site) => `site ${site}`,
  nodeOf: (place, count) => `hôte ${place} sur ${count}`,
  severity: { error: "erreur", warning: "avertissement" },
  link: { up: "lien actif", down: "pas de lien", unknown: "lien inconnu" },
  nicVerdict: { use: "utiliser", ignore: "ignorer" },
  nicReason: {
    named: () => "désignée par un jeton mac.",
    "bond-member": (nic) => `désignée par un jeton mac. comme membre de ${nic.args["bond"] ?? "l'agrégat"}`,
    "rescue-dhcp": () => "adresse par DHCP",
    "not-named": () => "sans jeton mac. correspondant",
    virtual: () => "pas une carte physique (pont, agrégat, VLAN ou autre)",
    "duplicate-address": (nic) => `a la même adresse matérielle que ${nic.args["twins"] ?? "l'autre carte"}`,
    "no-address": () => "adresse matérielle illisible",
    "other-node": (nic) => `désignée pour ${nic.args["node"] === undefined ? "un autre hôte" : `l'hôte ${nic.args["node"]}`}`,
    "token-error": () => "jeton mac. erroné",
  },
  nicRole: { bridge: "porte le pont br0", bond: "membre de l'agrégat", storage: "pour la réplication et le trafic entre hôtes", dhcp: "DHCP" },
  becomes: (name) => `devient ${name}`,
  virtualNics: (all) => `${all} : pas une carte physique`,
  nicGroup: (count) => `${count} cartes`,
  nicRemedy: {
    near: (nic, wanted) => `Son adresse ${nic.mac ?? "?"} ne diffère de l'adresse voulue ${wanted} que d'un ou deux chiffres : sans doute une faute de frappe dans le jeton.`,
    type: (line) => ({ text: "S'il s'agit de la bonne carte, saisir sur cette console :", command: `ramvisor apply ${line}` }),
    "duplicate-address": "Donner à chaque carte sa propre adresse matérielle dans son micrologiciel, ou en retirer une.",
    "no-address": "Vérifier le pilote et le micrologiciel de la carte (dmesg).",
  },
  diskVerdict: { claim: "prendre", own: "à nous", refuse: "refusé", leave: "intact", wait: "attend" },
  diskReason: {
    blank: () => "vierge",
    freed: () => "libéré par ramvisor disk free",
    own: () => "porte notre marque pour ce site",
    unfinished: () => "une prise en charge antérieure a été interrompue ; elle est achevée maintenant",
    "other-site": () => "appartient à un autre site Ramvisor",
    "newer-format": () => "a été préparé par un Ramvisor plus récent",
    "damaged-marker": () => "porte une marque Ramvisor endommagée",
    "moved-marker": () => "porte la marque d'un autre disque : c'est une copie",
    "unfinished-free": () => "était en cours de libération par ramvisor disk free, qui a été interrompu",
    "boot-medium": () => "est le support de démarrage de cette machine",
    removable: () => "est amovible",
    usb: () => "est raccordé en USB",
    "read-only": () => "est en lecture seule",
    mounted: () => "est monté",
    held: () => "est utilisé par un autre périphérique (md, LVM ou autre)",
    swap: () => "sert d'espace d'échange (swap)",
    multipath: () => "est un chemin d'un périphérique multipath",
    signature: () => "contient des données à signature connue",
    "partition-table": () => "contient une table de partitions",
    children: () => "a des partitions",
    "not-zero": () => "contient des données : tous les octets lus ne sont pas nuls",
    unreadable: () => "ne se lit pas sans erreur",
    unproved: () => "n'a pas pu être prouvé vierge",
    "too-small": () => "est trop petit pour un pool",
    "no-identity": () => "n'a ni numéro de série ni WWN pour le reconnaître",
    "twin-identity": () => "ne se distingue pas d'un autre disque",
    "disks-none": () => "disks.none : les disques vierges restent intacts",
    rescue: () => "mode de secours : aucun disque n'est touché",
    unconfigured: () => "non configurée : aucun disque n'est touché",
    "token-error": () => "il y a une erreur : rien de nouveau n'est pris en charge",
    "mirror-unbuilt": () => "les disques en miroir viendront dans une version ultérieure",
    "waits-for-peer": () => "attend le pair qui le met en miroir",
  },
  evidence: {
    "scan-zero": (e) => e.what === "samples" ? `Échantillons, ${size(e.bytes)} en tout : tous les octets sont nuls.` : `Les ${stretch[e.what]} ${size(e.bytes)} : tous les octets sont nuls.`,
    "no-signature": () => "blkid et wipefs ne trouvent rien.",
    "not-zero": (e) => `L'octet à la position ${e.offset} n'est pas nul.`,
    signature: (e) => signatures(e.source, [e]),
    names: (e, disk) => `${names[disk.reason] ?? "Trouvé"} : ${e.names.join(", ")}.`,
    error: (e) => `${e.what} : ${e.why}.`,
    marker: (e) => `Marque : site ${e.site}, pool ${e.pool}, format ${e.format}.`,
    "free-marker": (e) => `Hormis cela, la marque de libération de ce même disque à la position ${e.offset}.`,
  },
  bothEndsZero: (bytes) => `Les premiers et les derniers ${size(bytes)} : tous les octets sont nuls.`,
  signatures,
  asAbove: "Comme ci-dessus :",
  remedy: {
    wipe: (r) => wipeAdvice(r.path, {
      free: "Si rien n'en est utile, le céder à cet hôte. Cela efface tout le disque ; son numéro de série est demandé avant :",
      overwrite: "Ou l'écraser par des zéros depuis n'importe quel Linux, puis redémarrer. Cela aussi efface tout le disque, et prend des heures sur un grand disque dur :",
      overwriteAlone: "Si rien n'en est utile, l'écraser par des zéros depuis n'importe quel Linux, puis redémarrer. Cela efface tout le disque et prend des heures sur un grand disque dur :",
    }),
    "unplug-or-ignore": () => ({ text: "Rien à faire ; le débrancher s'il n'a pas sa place ici.", command: null }),
    "check-cable": () => ({ text: "Vérifier le câble, l'alimentation et l'état du disque (smartctl), puis redémarrer.", command: null }),
    "newer-medium": () => ({ text: "Démarrer sur un support au moins aussi récent que celui qui a préparé ce disque.", command: null }),
    "set-site": (r) => ({ text: `Si le disque est bien celui de cette machine, démarrer sur un support dont le site.id est ${r.site}.`, command: null }),
    "fix-token": () => ({ text: "Corriger l'erreur indiquée sous Problèmes, puis redémarrer.", command: null }),
    "set-disks": (r) => ({ text: `Pour l'utiliser, mettre disks.${r.mode} sur la ligne de commande.`, command: null }),
    "give-serial": () => ({ text: "Donner un numéro de série au disque virtuel dans l'hyperviseur (QEMU : serial=NOM), puis redémarrer.", command: null }),
    release: (r) => ({ text: "Le libérer (le démonter, arrêter ce qui l'utilise), puis relancer :", command: releaseCommand(r) }),
  },
  typeHere: "Saisir sur la console de cette machine, ou ajouter à la ligne du chargeur de démarrage (là, sans « ramvisor apply »). Adapter l'adresse IP si elle n'est pas la bonne :",
  more: (count) => `et ${count} autres`,
  oneLine: "(une seule ligne)",
};
