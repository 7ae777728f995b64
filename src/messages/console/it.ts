import type { ConsoleMessages } from "./shape.ts";
import { withStages } from "./shape.ts";

export const it: ConsoleMessages = {
  state: {
    starting: "avvio in corso",
    ready: "pronto",
    "not-ready": "non pronto",
    rescue: "modalità di soccorso - la riga di comando non indica alcuna scheda di rete di questa macchina",
    unconfigured: "non configurato - la riga di comando non indica alcuna scheda di rete",
  },
  label: { host: "Host", address: "Indirizzo", pools: "Pool", guests: "Guest", shell: "Shell", memory: "RAM in uso", checks: "Controlli" },
  noAddress: "nessuno",
  noPools: "nessuno - nessun disco viene usato, i guest non hanno spazio di archiviazione",
  poolSpace: (free, size) => `${free} liberi su ${size}`,
  poolInactive: "non attivo",
  mirrorState: {
    clean: "in mirror su due dischi",
    resync: "in mirror, i due dischi vengono allineati:",
    rebuild: "DEGRADATO: il secondo disco è in ricostruzione:",
    degraded: "DEGRADATO: un solo disco contiene i dati",
  },
  missing: "Che cosa manca:",
  stepFailed: (action, error) => `Il passo ${action} non è riuscito: ${error}`,
  moreSteps: (count) => `(e ${count === 1 ? "un altro" : `altri ${count}`})`,
  check: {
    kvm: { name: "KVM", missing: "KVM non è utilizzabile.", todo: "Attivare la virtualizzazione (VT-x, AMD-V, SVM) nel setup del firmware." },
    libvirt: { name: "libvirt", missing: "libvirt non risponde o non offre KVM.", todo: "Vedi: journalctl -u libvirtd" },
    network: { name: "rete", missing: "La rete non è configurata.", todo: "Controllare il cavo e la porta dello switch; vedi: networkctl status" },
    bridge: { name: "bridge", missing: "Il bridge br0 non è attivo.", todo: "Controllare il cavo; vedi: networkctl status br0" },
    address: { name: "indirizzo", missing: "Il bridge non ha l'indirizzo voluto.", todo: "L'indirizzo è già in uso altrove? Vedi: ip address; journalctl -u systemd-networkd" },
    pool: { name: "pool", missing: "Un pool di archiviazione non è attivo.", todo: "Vedi: virsh pool-list --all; journalctl -t ramvisor" },
    mirror: { name: "mirror", missing: "Un mirror non è completo.", todo: "Sostituire il disco mancante con uno vuoto, grande almeno altrettanto, e riavviare; se la ricostruzione è in corso, attendere. Vedere: cat /proc/mdstat; journalctl -t ramvisor" },
    pair: { name: "coppia", missing: "Un mirror con un altro nodo non è intero.", todo: "Vedere sotto Coppia; journalctl -t ramvisor" },
    "guest-network": { name: "rete dei guest", missing: "La rete dei guest non è attiva.", todo: "Vedi: virsh net-list --all" },
    gateway: { name: "gateway", missing: "Il gateway non risponde.", todo: "Controllare il token gw., il cavo e il gateway stesso." },
    steps: { name: "passi", missing: "Un passo dell'avvio non è riuscito.", todo: "Vedi: journalctl -t ramvisor" },
  },
  checkState: { ok: "ok", failed: "MANCA", warning: "avviso" },
  stage: { kernel: "kernel", initramfs: "initramfs", agent: "agent", systemd: "systemd", network: "rete", disks: "dischi", libvirt: "libvirt", ready: "controlli" },
  readyAfter: (seconds, stages) => withStages(`pronto dopo ${seconds} s`, stages),
  notReadyAfter: (seconds, stages) => withStages(`non pronto dopo ${seconds} s`, stages),
  notReady: "non pronto",
};
