import { duration, minute } from "./duration.ts";
import type { TakeoverMessages } from "./shape.ts";

export const it: TakeoverMessages = {
  refusal: {
    leads: "è già guidata da questo nodo",
    "disk-unreadable": "è su un disco che su questo nodo non si può più leggere. Controllare il disco e il suo cavo",
    "not-finished": "non è mai stata finita: non contiene dati",
    "peer-unknown": "non si sa quale nodo abbia l'altro lato: nessuno nella riga ha l'indirizzo annotato sul disco. Avviare con il token di quel nodo",
    "not-up": "non è attiva; journalctl -t ramvisor dice perché",
    connected: "è connessa: il partner c'è. Fermare lì gli ospiti e spostarli",
    "peer-answers": "il partner risponde ancora in rete. Prima spegnerlo: due nodi che scrivono gli stessi ospiti sono peggio di nessuno",
    "cut-off": "la rete di questo nodo non ha collegamento: può essere lui quello isolato. Controllare cavo e switch. Se il partner è spento, digitare: ramvisor takeover --peer-is-off",
    "not-up-to-date": "non è aggiornata su questo nodo: il partner ha dati che qui mancano. Riportare il partner",
    "peer-ahead": "non ha qui ciò che il partner ha scritto dopo la perdita del collegamento. Riportare il partner. Solo se è perso per sempre, e i suoi dati con lui, digitare: ramvisor takeover --peer-is-off",
    "not-noted": "ha una copia intera, ma non è mai stato annotato: un partner che torna può guidare senza di essa. Se è spento per sempre, digitare: ramvisor takeover --peer-is-off",
    "never-heard": "non è stata connessa in questo avvio: il partner può avere dati più recenti. Se è spento per sempre, o certamente non ne ha, digitare: ramvisor takeover --peer-is-off",
  },
  ahead: (time) => `Il partner ha dati più recenti; sentito per la prima volta alle ${minute(time)} UTC.`,
  goesOnWithout: "Ciò che ha scritto senza questo nodo qui non c'è.",
  noPair: "Questo host non ha nessun lato di una coppia.",
  apart: (s) => (s === null ? "I nodi non sono stati connessi in questo avvio." : `I nodi sono separati da ${duration(s)}.`),
  taken: (r, p, path) => `${r}: ora guida questo nodo. Il pool ${p} è montato in ${path}.`,
  started: (names) => (names.length === 0 ? "Nessun ospite vi era attivo." : `Avviati: ${names.join(", ")}.`),
  notStarted: (guest, why) => `L'ospite ${guest} non parte: ${why}`,
  wasMoving: (guest) => `L'ospite ${guest} si stava spostando su un altro nodo e non viene avviato: guardare sugli altri nodi con virsh list --all; se non è attivo su nessuno, avviarlo qui: virsh start ${guest}`,
  leftAlone: (guest, commands) => `L'ospite ${guest} non viene avviato: su questo nodo ne è definito un altro con lo stesso nome. Se quello è più vecchio, e solo allora: ${commands}`,
  failed: (r, why) => `${r}: ${why}`,
  peerWord: "Quando il partner torna, segue questo nodo e riceve ciò che gli manca, a meno che intanto non sia stato scritto.",
};
