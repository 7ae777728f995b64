import type { ConsoleMessages } from "./shape.ts";
import { withStages } from "./shape.ts";

export const de: ConsoleMessages = {
  state: {
    starting: "startet",
    ready: "bereit",
    "not-ready": "nicht bereit",
    rescue: "Rettungsbetrieb - die Befehlszeile nennt keine Netzwerkkarte dieser Maschine",
    unconfigured: "nicht eingerichtet - die Befehlszeile nennt keine Netzwerkkarte",
  },
  label: { host: "Rechner", address: "Adresse", pools: "Pools", guests: "Gäste", shell: "Shell", memory: "RAM belegt", checks: "Prüfungen" },
  noAddress: "keine",
  noPools: "keine - keine Platte wird verwendet, Gäste haben keinen Speicherplatz",
  poolSpace: (free, size) => `${free} von ${size} frei`,
  poolInactive: "nicht aktiv",
  mirrorState: {
    clean: "auf zwei Platten gespiegelt",
    resync: "gespiegelt, die zwei Platten werden abgeglichen:",
    rebuild: "EINGESCHRÄNKT: die zweite Platte wird neu bespielt:",
    degraded: "EINGESCHRÄNKT: nur eine Platte trägt die Daten",
  },
  missing: "Was fehlt:",
  stepFailed: (action, error) => `Schritt ${action} fehlgeschlagen: ${error}`,
  moreSteps: (count) => `(und ${count} ${count === 1 ? "weiterer" : "weitere"})`,
  check: {
    kvm: { name: "KVM", missing: "KVM ist nicht benutzbar.", todo: "Im Firmware-Setup die Virtualisierung einschalten (VT-x, AMD-V, SVM)." },
    libvirt: { name: "libvirt", missing: "libvirt antwortet nicht oder bietet kein KVM an.", todo: "Siehe: journalctl -u libvirtd" },
    network: { name: "Netz", missing: "Das Netz ist nicht eingerichtet.", todo: "Kabel und Switch-Port prüfen; siehe: networkctl status" },
    bridge: { name: "Bridge", missing: "Die Bridge br0 ist nicht aktiv.", todo: "Kabel prüfen; siehe: networkctl status br0" },
    address: { name: "Adresse", missing: "Die Adresse liegt nicht auf der Bridge.", todo: "Ist die Adresse anderswo vergeben? Siehe: ip address; journalctl -u systemd-networkd" },
    pool: { name: "Pool", missing: "Ein Speicherpool ist nicht aktiv.", todo: "Siehe: virsh pool-list --all; journalctl -t ramvisor" },
    mirror: { name: "Spiegel", missing: "Ein Spiegel ist nicht vollständig.", todo: "Die fehlende Platte durch eine leere, mindestens gleich große ersetzen und neu starten; wird schon neu bespielt, abwarten. Siehe: cat /proc/mdstat; journalctl -t ramvisor" },
    pair: { name: "Paar", missing: "Ein Spiegel mit einem anderen Knoten ist nicht ganz.", todo: "Siehe unter Paar; journalctl -t ramvisor" },
    "guest-network": { name: "Gastnetz", missing: "Das Netz der Gäste ist nicht aktiv.", todo: "Siehe: virsh net-list --all" },
    gateway: { name: "Gateway", missing: "Das Gateway antwortet nicht.", todo: "Das gw.-Token, das Kabel und das Gateway selbst prüfen." },
    steps: { name: "Schritte", missing: "Ein Schritt des Starts ist fehlgeschlagen.", todo: "Siehe: journalctl -t ramvisor" },
  },
  checkState: { ok: "ok", failed: "FEHLT", warning: "Warnung" },
  stage: { kernel: "kernel", initramfs: "initramfs", agent: "agent", systemd: "systemd", network: "netz", disks: "platten", libvirt: "libvirt", ready: "prüfung" },
  readyAfter: (seconds, stages) => withStages(`bereit nach ${seconds} s`, stages),
  notReadyAfter: (seconds, stages) => withStages(`nicht bereit nach ${seconds} s`, stages),
  notReady: "nicht bereit",
};
