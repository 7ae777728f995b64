import type { DiskReason } from "../../model/plan.ts";
import type { PlanMessages } from "./shape.ts";
import { formatBytes } from "./numbers.ts";
import { releaseCommand, wipeAdvice } from "./shell.ts";

const size = (bytes: number): string => formatBytes(bytes, "it");
const names: Partial<Record<DiskReason, string>> = {
  children: "Partizioni", mounted: "Montato su", held: "Usato da", multipath: "Dispositivo multipath", "twin-identity": "Stesso identificativo o contrassegno di", "moved-marker": "Contrassegno scritto per",
};
const stretch = { head: "primi", tail: "ultimi" } as const;


function signatures(source: string, found: readonly { type: string; offset: number | null }[]): string {
  const list = found.map(({ type, offset }) => (offset === null ? type : `${type} alla posizione ${offset}`)).join(", ");
  return source === "gpt" || source === "mbr" ? `Letto dal disco: ${list}.` : `${source} trova ${list}.`;
}

export const it: PlanMessages = {
  title: "Piano Ramvisor",
  colon: ":",
  outcome: {
    configured: "Questa macchina si avvia come richiesto.",
    degraded: "Questa macchina si avvia, ma non come richiesto: ciò che è errato viene tralasciato e nessun nuovo disco viene preso in carico.",
    rescue: "Nessun token mac. indica una scheda di rete di questa macchina. Si avvia in modalità di soccorso: DHCP dove c'è collegamento, nessun disco viene toccato.",
    unconfigured: "La riga di comando non contiene alcun token mac. Questa macchina non è configurata: DHCP dove c'è collegamento, nessun disco viene toccato.",
  },
  noPool: "Nessun disco viene usato: rete, SSH e KVM funzionano, ma non c'è un pool di archiviazione per i guest.",
  heading: { problems: "Problemi", nics: "Schede di rete", disks: "Dischi", services: "Servizi", steps: "Passi", lines: "Da digitare" },
  label: {
    host: "Host", address: "Indirizzo", gateway: "Gateway", dns: "DNS", ntp: "Ora", locale: "Lingua",
    vlan: "VLAN", bond: "Bond", peers: "Nodi pari", next: "->",
  },
  none: { nics: "nessuna trovata", disks: "nessuno trovato", services: "nessuno", steps: "niente da fare", address: "nessuno" },
  dhcp: "via DHCP dove c'è collegamento",
  keyboard: (keymap, locale) => `tastiera ${keymap}, ${locale}`,
  poolOf: (pool) => `pool ${pool}`,
  siteOf: (site) => `sito ${site}`,
  nodeOf: (place, count) => `nodo ${place} di ${count}`,
  severity: { error: "errore", warning: "avviso" },
  link: { up: "collegata", down: "non collegata", unknown: "collegamento ignoto" },
  nicVerdict: { use: "usare", ignore: "ignorare" },
  nicReason: {
    named: () => "indicata da un token mac.",
    "bond-member": (nic) => `indicata da un token mac. come membro di ${nic.args["bond"] ?? "un bond"}`,
    "rescue-dhcp": () => "indirizzo via DHCP",
    "not-named": () => "senza token mac. corrispondente",
    virtual: () => "non è hardware (bridge, bond, VLAN o simili)",
    "duplicate-address": (nic) => `ha lo stesso indirizzo hardware di ${nic.args["twins"] ?? "un'altra scheda"}`,
    "no-address": () => "indirizzo hardware illeggibile",
    "other-node": (nic) => `indicata per ${nic.args["node"] === undefined ? "un altro nodo" : `il nodo ${nic.args["node"]}`}`,
    "token-error": () => "token mac. errato",
  },
  nicRole: { bridge: "porta il bridge br0", bond: "membro del bond", storage: "per la replica e il traffico tra i nodi", dhcp: "DHCP" },
  becomes: (name) => `diventa ${name}`,
  virtualNics: (all) => `${all}: non è hardware`,
  nicGroup: (count) => `${count} schede`,
  nicRemedy: {
    near: (nic, wanted) => `Il suo indirizzo ${nic.mac ?? "?"} differisce da quello voluto ${wanted} solo per una o due cifre: probabilmente un errore di battitura nel token.`,
    type: (line) => ({ text: "Se è questa la scheda giusta, digitare su questa console:", command: `ramvisor apply ${line}` }),
    "duplicate-address": "Dare a ogni scheda un proprio indirizzo hardware nel suo firmware, o toglierne una.",
    "no-address": "Controllare driver e firmware della scheda (dmesg).",
  },
  diskVerdict: { claim: "prendere", own: "proprio", refuse: "rifiutato", leave: "intatto", wait: "attende" },
  diskReason: {
    blank: () => "vuoto",
    freed: () => "rilasciato con ramvisor disk free",
    own: () => "porta il nostro contrassegno per questo sito",
    unfinished: () => "una presa in carico precedente è stata interrotta; ora viene completata",
    "other-site": () => "appartiene a un altro sito Ramvisor",
    "newer-format": () => "è stato preparato da un Ramvisor più recente",
    "damaged-marker": () => "porta un contrassegno Ramvisor danneggiato",
    "moved-marker": () => "porta il contrassegno di un altro disco: è una copia",
    "unfinished-free": () => "era in corso di rilascio con ramvisor disk free, che è stato interrotto",
    "boot-medium": () => "è il supporto da cui questa macchina è stata avviata",
    removable: () => "è rimovibile",
    usb: () => "è collegato via USB",
    "read-only": () => "è in sola lettura",
    mounted: () => "è montato",
    held: () => "è usato da un altro dispositivo (md, LVM o simili)",
    swap: () => "è in uso come area di swap",
    multipath: () => "è un percorso di un dispositivo multipath",
    signature: () => "contiene dati con una firma nota",
    "partition-table": () => "contiene una tabella delle partizioni",
    children: () => "ha delle partizioni",
    "not-zero": () => "contiene dati: non tutti i byte letti sono zero",
    unreadable: () => "non si legge senza errori",
    unproved: () => "non è dimostrato che sia vuoto",
    "too-small": () => "è troppo piccolo per un pool",
    "no-identity": () => "non ha né numero di serie né WWN con cui riconoscerlo",
    "twin-identity": () => "non si distingue da un altro disco",
    "disks-none": () => "disks.none: i dischi vuoti restano intatti",
    rescue: () => "modalità di soccorso: nessun disco viene toccato",
    unconfigured: () => "non configurata: nessun disco viene toccato",
    "token-error": () => "c'è un errore: non viene preso in carico nulla di nuovo",
    "mirror-unbuilt": () => "i dischi in mirror arriveranno in una versione successiva",
    "waits-for-peer": () => "attende il nodo pari che ne tiene la copia",
  },
  evidence: {
    "scan-zero": (e) => e.what === "samples" ? `Campioni, ${size(e.bytes)} in tutto: ogni byte è zero.` : `I ${stretch[e.what]} ${size(e.bytes)}: ogni byte è zero.`,
    "no-signature": () => "blkid e wipefs non trovano nulla.",
    "not-zero": (e) => `Il byte alla posizione ${e.offset} non è zero.`,
    signature: (e) => signatures(e.source, [e]),
    names: (e, disk) => `${names[disk.reason] ?? "Trovato"}: ${e.names.join(", ")}.`,
    error: (e) => `${e.what}: ${e.why}.`,
    marker: (e) => `Contrassegno: sito ${e.site}, pool ${e.pool}, formato ${e.format}.`,
    "free-marker": (e) => `Oltre a ciò, solo il contrassegno di rilascio di questo stesso disco alla posizione ${e.offset}.`,
  },
  bothEndsZero: (bytes) => `I primi e gli ultimi ${size(bytes)}: ogni byte è zero.`,
  signatures,
  asAbove: "Come sopra:",
  remedy: {
    wipe: (r) => wipeAdvice(r.path, {
      free: "Se non serve nulla di ciò che contiene, cederlo a questo host. Questo cancella tutto il disco; prima viene chiesto il suo numero di serie:",
      overwrite: "Oppure sovrascriverlo con zeri da un Linux qualsiasi, poi riavviare. Anche questo cancella tutto il disco, e su un disco rigido grande richiede ore:",
      overwriteAlone: "Se non serve nulla di ciò che contiene, sovrascriverlo con zeri da un Linux qualsiasi, poi riavviare. Questo cancella tutto il disco e su un disco rigido grande richiede ore:",
    }),
    "unplug-or-ignore": () => ({ text: "Niente da fare; scollegarlo se non dovrebbe essere qui.", command: null }),
    "check-cable": () => ({ text: "Controllare cavo, alimentazione e stato del disco (smartctl), poi riavviare.", command: null }),
    "newer-medium": () => ({ text: "Avviare da un supporto almeno tanto recente quanto quello che ha preparato il disco.", command: null }),
    "set-site": (r) => ({ text: `Se il disco è di questa macchina, avviare da un supporto il cui site.id è ${r.site}.`, command: null }),
    "fix-token": () => ({ text: "Correggere l'errore indicato sotto Problemi, poi riavviare.", command: null }),
    "set-disks": (r) => ({ text: `Per usarlo, mettere disks.${r.mode} sulla riga di comando.`, command: null }),
    "give-serial": () => ({ text: "Dare al disco virtuale un numero di serie nell'hypervisor (QEMU: serial=NOME), poi riavviare.", command: null }),
    release: (r) => ({ text: "Liberarlo (smontarlo, fermare ciò che lo usa), poi eseguire di nuovo:", command: releaseCommand(r) }),
  },
  typeHere: "Digitare sulla console di questa macchina, o aggiungere alla riga del boot loader (lì senza \"ramvisor apply\"). Adattare l'indirizzo IP se non è quello giusto:",
  more: (count) => `e altre ${count}`,
  oneLine: "(una sola riga)",
};
