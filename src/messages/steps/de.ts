import type { FilePurpose } from "../../model/step.ts";
import type { StepMessages } from "./shape.ts";
import { formatBytes } from "../plan/numbers.ts";

const purpose: Record<FilePurpose, string> = {
  bridge: "Bridge anlegen",
  "bridge-port": "Netzwerkkarte an die Bridge hängen",
  "bridge-network": "Adressen auf die Bridge setzen",
  bond: "Bond anlegen",
  "bond-member": "Netzwerkkarte in den Bond aufnehmen",
  vlan: "VLAN anlegen",
  "card-network": "Adressen auf eine weitere Karte setzen",
  dhcp: "Adresse per DHCP anfordern",
  "late-nic": "Spät erscheinende Karten benennen",
  "host-name": "Rechnernamen eintragen",
  hosts: "Namen der Knoten eintragen",
  resolver: "Nameserver eintragen",
  time: "Zeitserver eintragen",
  memory: "Reserve an Arbeitsspeicher einstellen",
  tcp: "Stumme TCP-Verbindungen früher aufgeben",
  keymap: "Tastaturbelegung eintragen",
  locale: "Sprache eintragen",
  firewall: "Firewall nur für SSH öffnen",
  ssh: "SSH nur mit Schlüsseln zulassen",
  pool: "Speicherpool definieren",
  "pool-autostart": "Speicherpool mit libvirt starten",
  "guest-network": "Netz der Gäste definieren",
  "guest-network-autostart": "Netz der Gäste mit libvirt starten",
  "pair-service": "Dienst des Paars starten",
  issue: "Konsolenbild schreiben",
};

export const de: StepMessages = {
  purpose,
  action: {
    "nics.rename": (s) => `Netzwerkkarten umbenennen: ${s.renames.map((r) => `${r.from} in ${r.to} (${r.mac})`).join(", ")}.`,
    "file.write": (s) => `${purpose[s.purpose]}: ${s.path}.`,
    "files.clean": (s) => `${s.dir}/${s.prefix}* aus einem früheren Lauf entfernen.`,
    "link.make": (s) => `${purpose[s.purpose]}: ${s.path}.`,
    "host.name": (s) => `Rechnernamen ${s.name} setzen.`,
    "console.keymap": (s) => `Tastaturbelegung ${s.keymap} laden.`,
    "overlay.install": (s) => {
      const parts = [s.authorizedKeys ? "SSH-Schlüssel" : "", s.shadow ? "Root-Passwort" : "", s.hostKeys ? "Host-Schlüssel" : ""].filter((part) => part !== "");
      return parts.length === 0 ? "Nichts aus dem Site-Overlay einrichten: Es ist leer." : `Aus dem Site-Overlay einrichten: ${parts.join(", ")}.`;
    },
    "console.password": () => "Einmaliges Root-Passwort erzeugen und nur auf der Konsole zeigen.",
    "disk.claim": (s) => {
      const what = `Platte ${s.id} (${s.path}, ${formatBytes(s.sizeBytes, "de")})`;
      const how = s.mirror === undefined && s.pair === undefined ? `GPT, eine ext4-Partition von ${formatBytes(s.partition.sizeBytes, "de")} für Pool ${s.pool}` : `GPT, eine Partition von ${formatBytes(s.partition.sizeBytes, "de")} für den Spiegel des Pools ${s.pool}`;
      return s.resume ? `Unterbrochene Übernahme zu Ende führen, ${what}: ${how}.` : `${what} übernehmen: ${how}.`;
    },
    "mirror.make": (s) => `Platten ${s.members.map(({ id }) => id).join(" und ")} spiegeln (md RAID 1), mit einem ext4-Dateisystem für Pool ${s.pool}.`,
    "pool.mount": (s) => {
      const mirror = s.mirror === undefined ? "" : s.mirror.members.length + s.mirror.behind.length > 1 ? `Spiegel auf ${[...s.mirror.members, ...s.mirror.behind].map(({ id }) => id).join(" und ")} starten. ` : `Spiegel auf ${s.mirror.members.map(({ id }) => id).join("")} allein starten. `;
      return `${mirror}Pool ${s.pool} unter ${s.path} einhängen.`;
    },
    "mirror.join": (s) => `Platte ${s.id} (${s.path}, ${formatBytes(s.sizeBytes, "de")}) in den Spiegel des Pools ${s.pool} aufnehmen; die Daten werden im Hintergrund auf sie kopiert.`,
    "ssh.hostkeys": (s) => s.dir === null ? "SSH-Host-Schlüssel nur für diesen Start erzeugen." : `SSH-Host-Schlüssel in ${s.dir} aufbewahren.`,
    "guests.restore": (s) => `Gäste definieren, die im Pool ${s.pool} liegen.`,
    "guests.start": (s) => s.ran ? `Gäste im Pool ${s.pool} starten, die auf dem anderen Knoten liefen oder von selbst starten sollen.` : `Gäste im Pool ${s.pool} starten, die von selbst starten sollen.`,
    "service.start": (s) => `${s.unit} starten.`,
    "pair.adopt": (s) => `Pool ${s.pool} auf Platte ${s.disk.id} zu einer Seite von ${s.disk.resource} machen; die Daten bleiben, wo sie sind.`,
    "pair.leave": (s) => `${s.disk.resource} auf Platte ${s.disk.id} wieder zum Pool ${s.pool} dieser Maschine allein machen; die Daten bleiben, wo sie sind.`,
    "pair.attach": (s) => `${s.conf.name} des Paars auf Platte ${s.disk.id} hochbringen, ohne die andere Seite.`,
    "pair.form": (s) => `Auf Platte ${s.disk.id} vermerken, dass ${s.resource} eine andere Seite hat, sobald diese alle Daten hat.`,
    "pair.peer": (s) => `Auf Platte ${s.disk.id} vermerken, dass ${s.peer} die andere Seite von ${s.resource} hat.`,
    "pair.up": (s) => `${s.conf.name} des Paars (${s.conf.ends.map(({ host }) => host).join(" und ")}) auf Platte ${s.disk.id} starten${s.fresh ? ", mit neuen Metadaten" : ""}.`,
    "pair.begin": (s) => `Beide neuen Seiten von ${s.resource} für gleich erklären, sobald sie verbunden sind.`,
    "pair.make": (s) => `Ein ext4-Dateisystem für Pool ${s.pool} auf ${s.resource} anlegen.`,
    "pair.settle": (s) => `Auf Platte ${s.disk.id} vermerken, dass sie ihre Seite von ${s.resource} hat.`,
    "pair.mount": (s) => `Die Führung von ${s.resource}${s.alone ? " ohne die andere Seite" : ""} übernehmen${s.alone ? "" : ", sobald es verbunden ist,"} und Pool ${s.pool} unter ${s.path} einhängen.`,
  },
};
