import type { DiskReason } from "../../model/plan.ts";
import type { PlanMessages } from "./shape.ts";
import { formatBytes } from "./numbers.ts";
import { releaseCommand, wipeAdvice } from "./shell.ts";

const size = (bytes: number): string => formatBytes(bytes, "de");
const names: Partial<Record<DiskReason, string>> = {
  children: "Partitionen", mounted: "Eingehängt unter", held: "Benutzt von", multipath: "Multipath-Gerät", "twin-identity": "Gleiche Kennung oder Marke wie", "moved-marker": "Marke geschrieben für",
};
const stretch = { head: "ersten", tail: "letzten" } as const;


function signatures(source: string, found: readonly { type: string; offset: number | null }[]): string {
  const list = found.map(({ type, offset }) => (offset === null ? type : `${type} an Position ${offset}`)).join(", ");
  return source === "gpt" || source === "mbr" ? `Von der Platte gelesen: ${list}.` : `${source} findet ${list}.`;
}

export const de: PlanMessages = {
  title: "Ramvisor-Plan",
  colon: ":",
  outcome: {
    configured: "Diese Maschine startet wie vorgegeben.",
    degraded: "Diese Maschine startet, aber nicht wie vorgegeben: Was fehlerhaft ist, bleibt weg, und keine neue Platte wird übernommen.",
    rescue: "Kein mac.-Token nennt eine Netzwerkkarte dieser Maschine. Sie startet im Rettungsbetrieb: DHCP, wo ein Link besteht; keine Platte wird angerührt.",
    unconfigured: "Die Befehlszeile enthält kein mac.-Token. Diese Maschine ist nicht eingerichtet: DHCP, wo ein Link besteht; keine Platte wird angerührt.",
  },
  noPool: "Keine Platte wird verwendet: Netz, SSH und KVM laufen, aber es gibt keinen Speicherpool für Gäste.",
  heading: { problems: "Probleme", nics: "Netzwerkkarten", disks: "Platten", services: "Dienste", steps: "Schritte", lines: "Einzugeben" },
  label: {
    host: "Rechner", address: "Adresse", gateway: "Gateway", dns: "DNS", ntp: "Zeit", locale: "Sprache",
    vlan: "VLAN", bond: "Bond", peers: "Partner", next: "->",
  },
  none: { nics: "keine gefunden", disks: "keine gefunden", services: "keine", steps: "nichts zu tun", address: "keine" },
  dhcp: "per DHCP, wo ein Link besteht",
  keyboard: (keymap, locale) => `Tastatur ${keymap}, ${locale}`,
  poolOf: (pool) => `Pool ${pool}`,
  siteOf: (site) => `Standort ${site}`,
  nodeOf: (place, count) => `Knoten ${place} von ${count}`,
  severity: { error: "Fehler", warning: "Warnung" },
  link: { up: "Link", down: "kein Link", unknown: "Link unbekannt" },
  nicVerdict: { use: "verwenden", ignore: "ignorieren" },
  nicReason: {
    named: () => "von einem mac.-Token genannt",
    "bond-member": (nic) => `von einem mac.-Token als Mitglied von ${nic.args["bond"] ?? "einem Bond"} genannt`,
    "rescue-dhcp": () => "Adresse per DHCP",
    "not-named": () => "von keinem mac.-Token genannt",
    virtual: () => "keine Hardware (Bridge, Bond, VLAN oder Ähnliches)",
    "duplicate-address": (nic) => `hat dieselbe Hardwareadresse wie ${nic.args["twins"] ?? "eine andere Karte"}`,
    "no-address": () => "Hardwareadresse nicht lesbar",
    "other-node": (nic) => `für ${nic.args["node"] === undefined ? "einen anderen Knoten" : `Knoten ${nic.args["node"]}`} genannt`,
    "token-error": () => "mac.-Token fehlerhaft",
  },
  nicRole: { bridge: "trägt die Bridge br0", bond: "Mitglied des Bonds", storage: "für Replikation und Verkehr zwischen den Knoten", dhcp: "DHCP" },
  becomes: (name) => `wird ${name}`,
  virtualNics: (all) => `${all}: keine Hardware`,
  nicGroup: (count) => `${count} Karten`,
  nicRemedy: {
    near: (nic, wanted) => `Ihre Adresse ${nic.mac ?? "?"} weicht von der gewünschten ${wanted} nur um ein oder zwei Ziffern ab: vermutlich ein Tippfehler im Token.`,
    type: (line) => ({ text: "Ist diese Karte gemeint, auf dieser Konsole eingeben:", command: `ramvisor apply ${line}` }),
    "duplicate-address": "Jeder Karte in ihrer Firmware eine eigene Hardwareadresse geben oder eine davon ausbauen.",
    "no-address": "Treiber und Firmware der Karte prüfen (dmesg).",
  },
  diskVerdict: { claim: "übernehmen", own: "eigene", refuse: "abgelehnt", leave: "unberührt", wait: "wartet" },
  diskReason: {
    blank: () => "leer",
    freed: () => "mit ramvisor disk free freigegeben",
    own: () => "trägt unsere Marke für diesen Standort",
    unfinished: () => "eine frühere Übernahme wurde unterbrochen und wird jetzt zu Ende geführt",
    "other-site": () => "gehört zu einem anderen Ramvisor-Standort",
    "newer-format": () => "wurde von einem neueren Ramvisor eingerichtet",
    "damaged-marker": () => "trägt eine beschädigte Ramvisor-Marke",
    "moved-marker": () => "trägt die Marke einer anderen Platte: Sie ist eine Kopie",
    "unfinished-free": () => "wurde mit ramvisor disk free freigegeben, was unterbrochen wurde",
    "boot-medium": () => "ist das Medium, von dem diese Maschine gestartet wurde",
    removable: () => "ist ein Wechseldatenträger",
    usb: () => "hängt an USB",
    "read-only": () => "ist schreibgeschützt",
    mounted: () => "ist eingehängt",
    held: () => "wird von einem anderen Gerät benutzt (md, LVM oder Ähnliches)",
    swap: () => "wird als Auslagerungsbereich (Swap) benutzt",
    multipath: () => "ist ein Pfad eines Multipath-Geräts",
    signature: () => "enthält Daten mit bekannter Signatur",
    "partition-table": () => "enthält eine Partitionstabelle",
    children: () => "hat Partitionen",
    "not-zero": () => "enthält Daten: Nicht jedes gelesene Byte ist null",
    unreadable: () => "lässt sich nicht fehlerfrei lesen",
    unproved: () => "ist nicht nachweislich leer",
    "too-small": () => "ist zu klein für einen Pool",
    "no-identity": () => "hat weder Seriennummer noch WWN, an der sie zu erkennen wäre",
    "twin-identity": () => "ist von einer anderen Platte nicht zu unterscheiden",
    "disks-none": () => "disks.none: Leere Platten bleiben unberührt",
    rescue: () => "Rettungsbetrieb: Keine Platte wird angerührt",
    unconfigured: () => "nicht eingerichtet: Keine Platte wird angerührt",
    "token-error": () => "es gibt einen Fehler: Nichts Neues wird übernommen",
    "mirror-unbuilt": () => "gespiegelte Platten kommen in einer späteren Version",
    "waits-for-peer": () => "wartet auf den Partner, der sie spiegelt",
  },
  evidence: {
    "scan-zero": (e) => e.what === "samples" ? `Stichproben, zusammen ${size(e.bytes)}: Jedes Byte ist null.` : `Die ${stretch[e.what]} ${size(e.bytes)}: Jedes Byte ist null.`,
    "no-signature": () => "blkid und wipefs finden nichts.",
    "not-zero": (e) => `Das Byte an Position ${e.offset} ist nicht null.`,
    signature: (e) => signatures(e.source, [e]),
    names: (e, disk) => `${names[disk.reason] ?? "Gefunden"}: ${e.names.join(", ")}.`,
    error: (e) => `${e.what}: ${e.why}.`,
    marker: (e) => `Marke: Standort ${e.site}, Pool ${e.pool}, Format ${e.format}.`,
    "free-marker": (e) => `Außerdem nur die Freigabe-Marke eben dieser Platte an Position ${e.offset}.`,
  },
  bothEndsZero: (bytes) => `Die ersten und die letzten ${size(bytes)}: Jedes Byte ist null.`,
  signatures,
  asAbove: "Wie oben:",
  remedy: {
    wipe: (r) => wipeAdvice(r.path, {
      free: "Wird nichts davon gebraucht, die Platte diesem Host überlassen. Das löscht alles auf der Platte; vorher wird ihre Seriennummer erfragt:",
      overwrite: "Oder sie unter einem beliebigen Linux mit Nullen überschreiben und dann neu starten. Auch das löscht alles auf der Platte, und es dauert bei großen Festplatten Stunden:",
      overwriteAlone: "Wird nichts davon gebraucht, die Platte unter einem beliebigen Linux mit Nullen überschreiben und dann neu starten. Das löscht alles auf der Platte und dauert bei großen Festplatten Stunden:",
    }),
    "unplug-or-ignore": () => ({ text: "Nichts zu tun; abziehen, falls sie hier nichts zu suchen hat.", command: null }),
    "check-cable": () => ({ text: "Kabel, Stromversorgung und Zustand der Platte (smartctl) prüfen, dann neu starten.", command: null }),
    "newer-medium": () => ({ text: "Von einem Medium starten, das mindestens so neu ist wie das, das die Platte eingerichtet hat.", command: null }),
    "set-site": (r) => ({ text: `Gehört die Platte zu dieser Maschine, von einem Medium starten, dessen site.id ${r.site} lautet.`, command: null }),
    "fix-token": () => ({ text: "Den unter Probleme genannten Fehler beheben, dann neu starten.", command: null }),
    "set-disks": (r) => ({ text: `Um sie zu verwenden, disks.${r.mode} in die Befehlszeile setzen.`, command: null }),
    "give-serial": () => ({ text: "Der virtuellen Platte im Hypervisor eine Seriennummer geben (QEMU: serial=NAME), dann neu starten.", command: null }),
    release: (r) => ({ text: "Freigeben (aushängen, anhalten, was sie benutzt), dann erneut ausführen:", command: releaseCommand(r) }),
  },
  typeHere: "Auf der Konsole dieser Maschine eingeben oder am Prompt des Bootloaders anhängen (dort ohne \"ramvisor apply\"). Die IP-Adresse anpassen, falls sie nicht stimmt:",
  more: (count) => `und ${count} weitere`,
  oneLine: "(eine Zeile)",
};
