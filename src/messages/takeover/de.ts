import { duration, minute } from "./duration.ts";
import type { TakeoverMessages } from "./shape.ts";

export const de: TakeoverMessages = {
  refusal: {
    leads: "wird schon von diesem Knoten geführt",
    "disk-unreadable": "ist auf einer Platte, die auf diesem Knoten nicht mehr lesbar ist. Nach der Platte und ihrem Kabel sehen",
    "not-finished": "wurde nie fertig: Es sind keine Daten darauf",
    "peer-unknown": "welcher Knoten die andere Seite hat, ist nicht bekannt: Keiner in der Zeile hat die Adresse, die auf der Platte steht. Mit dem Token dieses Knotens starten",
    "not-up": "läuft nicht; journalctl -t ramvisor sagt, warum",
    connected: "ist verbunden: Der Partner ist da. Dort die Gäste anhalten und sie verschieben",
    "peer-answers": "der Partner antwortet noch im Netz. Zuerst ausschalten: Zwei Knoten, die dieselben Gäste schreiben, sind schlimmer als keiner",
    "cut-off": "das eigene Netz dieses Knotens hat keine Verbindung: Er kann selbst der abgetrennte sein. Kabel und Switch prüfen. Ist der Partner aus, eingeben: ramvisor takeover --peer-is-off",
    "not-up-to-date": "ist auf diesem Knoten nicht auf dem neuesten Stand: Der Partner hat Daten, die hier fehlen. Den Partner zurückholen",
    "peer-ahead": "hier fehlt, was der Partner nach dem Verlust der Verbindung geschrieben hat. Den Partner zurückholen. Nur wenn er für immer fort ist, und seine Daten mit ihm, eingeben: ramvisor takeover --peer-is-off",
    "not-noted": "hat eine ganze Kopie, was nie vermerkt wurde: Ein Partner, der zurückkommt, führt vielleicht ohne sie. Ist er endgültig aus, eingeben: ramvisor takeover --peer-is-off",
    "never-heard": "war in diesem Start nicht verbunden: Der Partner kann neuere Daten haben. Ist er für immer aus, oder hat er sicher keine, eingeben: ramvisor takeover --peer-is-off",
  },
  ahead: (time) => `Der Partner hat neuere Daten; zuerst gehört um ${minute(time)} UTC.`,
  goesOnWithout: "Was er ohne diesen Knoten geschrieben hat, ist hier nicht da.",
  noPair: "Dieser Rechner hat keine Seite eines Paars.",
  apart: (s) => (s === null ? "Die Knoten waren in diesem Start nicht verbunden." : `Die Knoten sind seit ${duration(s)} getrennt.`),
  taken: (r, p, path) => `${r}: Dieser Knoten führt jetzt. Pool ${p} ist unter ${path} eingehängt.`,
  started: (names) => (names.length === 0 ? "Dort lief kein Gast." : `Gestartet: ${names.join(", ")}.`),
  notStarted: (guest, why) => `Gast ${guest} startet nicht: ${why}`,
  wasMoving: (guest) => `Gast ${guest} zog gerade auf einen anderen Knoten um und wird nicht gestartet: mit virsh list --all auf den anderen Knoten nachsehen; läuft er auf keinem, hier starten: virsh start ${guest}`,
  leftAlone: (guest, commands) => `Gast ${guest} wird nicht gestartet: Auf diesem Knoten ist ein anderer dieses Namens definiert. Ist jener älter, und nur dann: ${commands}`,
  failed: (r, why) => `${r}: ${why}`,
  peerWord: "Kommt der Partner zurück, folgt er diesem Knoten und holt nach, was ihm fehlt, außer er wurde inzwischen beschrieben.",
};
