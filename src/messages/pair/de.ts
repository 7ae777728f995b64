import type { PairMessages } from "./shape.ts";

export const de: PairMessages = {
  heading: "Gespiegelte Platten",
  state: { alone: "allein", make: "anlegen", settle: "vermerken", join: "aufnehmen", resume: "fortsetzen", wait: "wartet", refuse: "ablehnen" },
  situation: {
    "refused-side": "eine der Platten wird von ihrem eigenen Knoten abgelehnt, oder zwei Platten beanspruchen einen Platz",
    "no-metadata": "eine Seite hat Daten, und die Metadaten von DRBD darauf sind nicht lesbar",
    "other-size": "die leere Platte des anderen Knotens hat eine andere Größe",
    "other-resource": "die Seiten gehören zu zwei Ressourcen, die nur den Namen gemeinsam haben",
    "both-partial": "keine Seite ist eine ganze Kopie",
    "unrelated": "beide Seiten haben Daten, die nichts gemeinsam haben",
    "diverged": "jede Seite wurde ohne die andere beschrieben",
    "never-formed": "ihre Daten hatten noch nie eine andere Seite: niemand sonst kann neuere haben",
    "peer-silent": "der andere Knoten hat sich in diesem Start noch nicht gemeldet",
    "no-partner": "der andere Knoten hat keine Platte dafür",
    "both-empty": "beide Seiten sind leer: gespiegelt ohne erste Kopie",
    "unnoted": "eine Seite ist fertig, die andere hat ihre Daten und vermerkt das",
    "one-empty": "eine Seite hat Daten, die andere ist leer und bekommt sie",
    "sync-unfinished": "eine Seite ist eine ganze Kopie, die andere wird gerade eine",
    "one-ahead": "eine Seite wurde beschrieben, während die andere fehlte",
    "was-primary": "beide Seiten sind gleich; eine war zuletzt in Gebrauch",
    "in-step": "beide Seiten sind gleich",
  },
  leads: (host, pool) => `${host} führt, Pool ${pool}`,
  remedy: {
    "other-size": "Eine Platte gleicher Größe einsetzen.",
    diverged: "An keiner Seite wurde etwas geändert. Entscheiden, welche Seite gilt, von der anderen sichern, was gebraucht wird, und diese dann mit ramvisor disk free aufgeben.",
    unrelated: "Die Platte herausnehmen, die nicht hierher gehört.",
    "refused-side": "Nachsehen, was der eigene Knoten der Platte über sie sagt.",
    "no-metadata": "Ist die andere Seite ganz, diese Platte mit ramvisor disk free aufgeben.",
  },
};
