import type { PairMessages } from "./shape.ts";

export const it: PairMessages = {
  heading: "Dischi in mirror",
  state: { alone: "da solo", make: "creare", settle: "annotare", join: "unire", resume: "proseguire", wait: "attende", refuse: "rifiutare" },
  situation: {
    "refused-side": "uno dei suoi dischi è rifiutato dal proprio nodo, o due dischi vogliono un posto",
    "no-metadata": "un lato contiene dati, e i metadati di DRBD non si possono leggere",
    "other-size": "il disco vuoto dell'altro nodo ha un'altra dimensione",
    "other-resource": "i lati sono di due risorse che hanno in comune solo il nome",
    "both-partial": "nessun lato è una copia intera",
    "unrelated": "i due lati hanno dati senza nulla in comune",
    "diverged": "ogni lato è stato scritto senza l'altro",
    "never-formed": "i suoi dati non hanno mai avuto un altro lato: nessun altro può averne di più nuovi",
    "peer-silent": "l'altro nodo non ha risposto in questo avvio",
    "no-partner": "l'altro nodo non ha un disco per esso",
    "both-empty": "i due lati sono vuoti: in mirror senza prima copia",
    "unnoted": "un lato è pronto, l'altro ha i suoi dati e lo annota",
    "one-empty": "un lato ha dati, l'altro è vuoto e li riceve",
    "sync-unfinished": "un lato è una copia intera, l'altro lo diventa",
    "one-ahead": "un lato è stato scritto mentre l'altro mancava",
    "was-primary": "i due lati sono uguali; uno era in uso per ultimo",
    "in-step": "i due lati sono uguali",
  },
  leads: (host, pool) => `${host} guida, pool ${pool}`,
  remedy: {
    "other-size": "Inserire un disco della stessa dimensione.",
    diverged: "Nulla è stato cambiato su nessun lato. Decidere quale lato conta, salvare dall'altro ciò che serve, poi rinunciarvi con ramvisor disk free.",
    unrelated: "Togliere il disco che non appartiene qui.",
    "refused-side": "Vedere che cosa ne dice il nodo del disco.",
    "no-metadata": "Se l'altro lato è intero, rinunciare a questo disco con ramvisor disk free.",
  },
};
