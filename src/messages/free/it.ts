import type { FreeMessages } from "./shape.ts";

const behind = (pool: string | null): string => (pool === null ? "" : `, uno spazio e il nome del suo pool, ${pool}`);

export const it: FreeMessages = {
  label: { disk: "Disco", path: "Percorso", model: "Modello", serial: "Numero di serie", wwn: "WWN", seen: "Visto", partitions: "Partizioni", mounts: "Montato su", holders: "Usato da" },
  none: "nessuno",
  unknown: (id, known) => `Non c'è un disco ${id}; ci sono: ${known}.`,
  noDisks: (id) => `Non c'è un disco ${id}: questa macchina non ne ha.`,
  refused: (why) => `Questo disco non viene rilasciato: ${why}.`,
  already: { blank: "Questo disco è già vuoto: nulla è stato scritto.", freed: "Questo disco è già stato rilasciato e da allora non è stato usato: nulla è stato scritto." },
  lost: "Con il rilascio tutto ciò che è su questo disco va perso, senza ritorno.",
  poolLost: (pool, site) => `Porta il pool Ramvisor ${pool} del sito ${site}: anche tutti i guest che contiene vanno persi.`,
  type: {
    serial: (pool) => `Per rilasciarlo, digitare il suo numero di serie${behind(pool)}:`,
    wwn: (pool) => `Per rilasciarlo, digitare il suo WWN${behind(pool)}:`,
  },
  notConfirmed: "Non è ciò che è stato chiesto: nulla è stato scritto.",
  working: "Le due estremità del disco vengono cancellate e rilette.",
  freed: "Il disco è rilasciato: le due estremità sono zero, blkid e wipefs non trovano nulla.",
  claimed: (pool, path) => `Ora è preso in carico come pool ${pool}, montato su ${path}.`,
  joins: (pool) => `Entra nel mirror del pool ${pool}, che vi copia in background: ramvisor status mostra a che punto è.`,
  later: {
    configured: (why) => `Per ora non viene usato: ${why}.`,
    degraded: "Sarà preso in carico quando l'errore nei token sarà corretto.",
    rescue: "Sarà preso in carico quando un token mac. indicherà questa macchina: con ramvisor apply, o al prossimo avvio.",
    unconfigured: "Sarà preso in carico quando un token mac. indicherà questa macchina: con ramvisor apply, o al prossimo avvio.",
  },
  claimFailed: (why) => `La presa in carico che è seguita non è riuscita: ${why}.`,
  nothingWritten: (why) => `Nulla è stato scritto: ${why}.`,
  halfCleared: (why) => `Il rilascio non è arrivato alla fine: ${why}. Il disco non viene usato finché questo comando non è eseguito di nuovo.`,
};
