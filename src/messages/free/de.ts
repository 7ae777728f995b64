import type { FreeMessages } from "./shape.ts";

const behind = (pool: string | null): string => (pool === null ? "" : `, ein Leerzeichen und den Namen ihres Pools, ${pool},`);

export const de: FreeMessages = {
  label: { disk: "Platte", path: "Pfad", model: "Modell", serial: "Seriennummer", wwn: "WWN", seen: "Gesehen", partitions: "Partitionen", mounts: "Eingehängt unter", holders: "Benutzt von" },
  none: "keine",
  unknown: (id, known) => `Eine Platte ${id} gibt es nicht; es gibt: ${known}.`,
  noDisks: (id) => `Eine Platte ${id} gibt es nicht: Diese Maschine hat keine.`,
  refused: (why) => `Diese Platte wird nicht freigegeben: Sie ${why}.`,
  already: { blank: "Diese Platte ist schon leer: Nichts wurde geschrieben.", freed: "Diese Platte wurde schon freigegeben und seither nicht beschrieben: Nichts wurde geschrieben." },
  lost: "Mit der Freigabe geht alles auf dieser Platte verloren und lässt sich nicht zurückholen.",
  poolLost: (pool, site) => `Sie trägt den Ramvisor-Pool ${pool} des Standorts ${site}: Auch alle Gäste darin gehen verloren.`,
  type: {
    serial: (pool) => `Zum Freigeben ihre Seriennummer${behind(pool)} eingeben:`,
    wwn: (pool) => `Zum Freigeben ihre WWN${behind(pool)} eingeben:`,
  },
  notConfirmed: "Das ist nicht, wonach gefragt war: Nichts wurde geschrieben.",
  working: "Beide Enden der Platte werden gelöscht und zurückgelesen.",
  freed: "Die Platte ist freigegeben: Beide Enden sind null, blkid und wipefs finden nichts.",
  claimed: (pool, path) => `Sie ist übernommen, als Pool ${pool}, eingehängt unter ${path}.`,
  joins: (pool) => `Sie tritt dem Spiegel des Pools ${pool} bei, der im Hintergrund auf sie kopiert: ramvisor status zeigt, wie weit.`,
  later: {
    configured: (why) => `Sie wird jetzt nicht verwendet: ${why}.`,
    degraded: "Sie wird übernommen, sobald der Fehler in den Tokens behoben ist.",
    rescue: "Sie wird übernommen, sobald ein mac.-Token diese Maschine nennt: mit ramvisor apply oder beim nächsten Start.",
    unconfigured: "Sie wird übernommen, sobald ein mac.-Token diese Maschine nennt: mit ramvisor apply oder beim nächsten Start.",
  },
  claimFailed: (why) => `Die Übernahme danach ist misslungen: ${why}.`,
  nothingWritten: (why) => `Nichts wurde geschrieben: ${why}.`,
  halfCleared: (why) => `Die Freigabe kam nicht zu Ende: ${why}. Die Platte wird nicht verwendet, bis dieser Befehl erneut gelaufen ist.`,
};
