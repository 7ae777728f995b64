import type { GuestMoveMessages } from "./shape.ts";

export const it: GuestMoveMessages = {
  noPair: "Questo host non ha nessun lato di una coppia.",
  unknown: (g) => `Su questo nodo non c'è un ospite ${g}; virsh list --all mostra quelli presenti.`,
  notRunning: (g) => `${g} non è attivo. Solo un ospite attivo si sposta: virsh start ${g}`,
  snapshots: (g) => `${g} ha istantanee che lo trattengono qui. Prima eliminarle: virsh snapshot-list ${g}`,
  medium: (g, file) => `${g} ha un supporto in un'unità (${file}). Prima toglierlo: virsh change-media`,
  elsewhere: (g, what) => `${g} ha un disco che non può seguire: ${what}. Possono solo le immagini in un pool guidato da questo nodo.`,
  noNode: (to, known) => `Non c'è un nodo ${to}. Gli altri sono: ${known}.`,
  noTarget: (g, host) => `${g} non può spostarsi: ${host} non guida nessun pool che lo accolga. Un ospite si sposta in funzione in un pool guidato dall'altro nodo. Riportare il partner se manca; altrimenti dare a entrambi i nodi un secondo disco di uguale misura e riavviarli: allora ognuno ne guida uno.`,
  several: (hosts) => `Più nodi guidano un pool. Nominarne uno: --to ${hosts}`,
  unreachable: (host, why) => `${host} non è raggiungibile: ${why}. Non è stato cambiato nulla.`,
  taken: (host, path) => `Su ${host} c'è già un file ${path}. Non è stato cambiato nulla.`,
  noSpace: (host, pool, wanted, free) => `Il pool ${pool} su ${host} ha ${free} liberi, e i dischi ne vogliono ${wanted}. Non è stato cambiato nulla.`,
  begins: (g, host, pool) => `${g} si sposta su ${host}, pool ${pool}. Ctrl-C rinuncia: allora continua qui.`,
  progress: (percent, done, total) => `${percent} % (${done} di ${total})`,
  moved: (g, host, pool) => `${g} ora è attivo su ${host}, i suoi dischi sono nel pool ${pool}.`,
  stays: (g, why) => `${g} non si è spostato e continua qui: ${why}`,
  leftOver: (host, files, why) => `Su ${host} non è stato possibile eliminare: ${files} (${why}). Eliminarlo a mano prima di riprovare.`,
  unclear: (g, host, why) => `Non è chiaro dove sia attivo ${g}: ${why}. Non è stato eliminato nulla. Guardare su entrambi i nodi, qui e su ${host}: virsh list --all`,
  afterwards: (what) => `Spostato, ma: ${what}`,
  kept: (g, host, dir) => `La definizione di ${g} e le sue immagini restano su questo nodo: se virsh list --all su ${host} mostra ${g}, eliminare qui le immagini e ${dir}; altrimenti definirlo di nuovo qui: virsh define ${dir}/domain.xml`,
};
