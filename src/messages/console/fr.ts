import type { ConsoleMessages } from "./shape.ts";
import { withStages } from "./shape.ts";

export const fr: ConsoleMessages = {
  state: {
    starting: "démarrage en cours",
    ready: "prêt",
    "not-ready": "pas prêt",
    rescue: "mode de secours - la ligne de commande ne désigne aucune carte réseau de cette machine",
    unconfigured: "non configuré - la ligne de commande ne désigne aucune carte réseau",
  },
  label: { host: "Hôte", address: "Adresse", pools: "Pools", guests: "Invités", shell: "Shell", memory: "RAM occupée", checks: "Contrôles" },
  noAddress: "aucune",
  noPools: "aucun - aucun disque n'est utilisé, les invités n'ont pas de stockage",
  poolSpace: (free, size) => `${free} libres sur ${size}`,
  poolInactive: "inactif",
  mirrorState: {
    clean: "en miroir sur deux disques",
    resync: "en miroir, les deux disques sont mis en accord :",
    rebuild: "DÉGRADÉ : le second disque est en reconstruction :",
    degraded: "DÉGRADÉ : un seul disque porte les données",
  },
  missing: "Ce qui manque :",
  stepFailed: (action, error) => `L'étape ${action} a échoué : ${error}`,
  moreSteps: (count) => `(et ${count} ${count === 1 ? "autre" : "autres"})`,
  check: {
    kvm: { name: "KVM", missing: "KVM n'est pas utilisable.", todo: "Activer la virtualisation (VT-x, AMD-V, SVM) dans la configuration du micrologiciel." },
    libvirt: { name: "libvirt", missing: "libvirt ne répond pas ou ne propose pas KVM.", todo: "Voir : journalctl -u libvirtd" },
    network: { name: "réseau", missing: "Le réseau n'est pas configuré.", todo: "Vérifier le câble et le port du commutateur ; voir : networkctl status" },
    bridge: { name: "pont", missing: "Le pont br0 n'est pas actif.", todo: "Vérifier le câble ; voir : networkctl status br0" },
    address: { name: "adresse", missing: "Le pont n'a pas l'adresse voulue.", todo: "L'adresse est-elle déjà prise ? Voir : ip address; journalctl -u systemd-networkd" },
    pool: { name: "pool", missing: "Un pool de stockage n'est pas actif.", todo: "Voir : virsh pool-list --all; journalctl -t ramvisor" },
    mirror: { name: "miroir", missing: "Un miroir n'est pas complet.", todo: "Remplacer le disque manquant par un disque vierge, au moins aussi grand, et redémarrer ; si la reconstruction est en cours, attendre. Voir : cat /proc/mdstat ; journalctl -t ramvisor" },
    pair: { name: "paire", missing: "Un miroir avec une autre machine n'est pas entier.", todo: "Voir sous Paire ; journalctl -t ramvisor" },
    "guest-network": { name: "réseau des invités", missing: "Le réseau des invités n'est pas actif.", todo: "Voir : virsh net-list --all" },
    gateway: { name: "passerelle", missing: "La passerelle ne répond pas.", todo: "Vérifier le jeton gw., le câble et la passerelle elle-même." },
    steps: { name: "étapes", missing: "Une étape du démarrage a échoué.", todo: "Voir : journalctl -t ramvisor" },
  },
  checkState: { ok: "ok", failed: "MANQUE", warning: "avertissement" },
  stage: { kernel: "noyau", initramfs: "initramfs", agent: "agent", systemd: "systemd", network: "réseau", disks: "disques", libvirt: "libvirt", ready: "contrôles" },
  readyAfter: (seconds, stages) => withStages(`prêt après ${seconds} s`, stages),
  notReadyAfter: (seconds, stages) => withStages(`pas prêt après ${seconds} s`, stages),
  notReady: "pas prêt",
};
