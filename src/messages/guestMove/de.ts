import type { GuestMoveMessages } from "./shape.ts";

export const de: GuestMoveMessages = {
  noPair: "Dieser Rechner hat keine Seite eines Paars.",
  unknown: (g) => `Auf diesem Knoten gibt es keinen Gast ${g}; virsh list --all zeigt die vorhandenen.`,
  notRunning: (g) => `${g} läuft nicht. Nur ein laufender Gast wird verschoben: virsh start ${g}`,
  snapshots: (g) => `${g} hat Sicherungspunkte, die ihn hier festhalten. Zuerst löschen: virsh snapshot-list ${g}`,
  medium: (g, file) => `${g} hat ein Medium im Laufwerk (${file}). Zuerst herausnehmen: virsh change-media`,
  elsewhere: (g, what) => `${g} hat eine Platte, die nicht mitgehen kann: ${what}. Das können nur Abbilder in einem Pool, den dieser Knoten führt.`,
  noNode: (to, known) => `Einen Knoten ${to} gibt es nicht. Die anderen sind: ${known}.`,
  noTarget: (g, host) => `${g} kann nicht verschoben werden: ${host} führt keinen Pool, der ihn aufnähme. Ein Gast zieht im Betrieb in einen Pool um, den der andere Knoten führt. Fehlt der Partner, ihn zurückholen; sonst beiden Knoten eine zweite, gleich große Platte geben und sie neu starten, dann führt jeder eine.`,
  several: (hosts) => `Mehrere Knoten führen einen Pool. Einen nennen: --to ${hosts}`,
  unreachable: (host, why) => `${host} ist nicht zu erreichen: ${why}. Es wurde nichts geändert.`,
  taken: (host, path) => `Auf ${host} gibt es schon eine Datei ${path}. Es wurde nichts geändert.`,
  noSpace: (host, pool, wanted, free) => `Im Pool ${pool} auf ${host} sind ${free} frei, und die Platten brauchen ${wanted}. Es wurde nichts geändert.`,
  begins: (g, host, pool) => `${g} zieht um nach ${host}, Pool ${pool}. Strg-C bricht ab: Er läuft dann hier weiter.`,
  progress: (percent, done, total) => `${percent} % (${done} von ${total})`,
  moved: (g, host, pool) => `${g} läuft jetzt auf ${host}, seine Platten liegen im Pool ${pool}.`,
  stays: (g, why) => `${g} wurde nicht verschoben und läuft hier weiter: ${why}`,
  leftOver: (host, files, why) => `Auf ${host} ließ sich das nicht entfernen: ${files} (${why}). Vor dem nächsten Versuch von Hand entfernen.`,
  unclear: (g, host, why) => `Es ist unklar, wo ${g} läuft: ${why}. Es wurde nichts entfernt. Auf beiden Knoten nachsehen, hier und auf ${host}: virsh list --all`,
  afterwards: (what) => `Verschoben, aber: ${what}`,
  kept: (g, host, dir) => `Die Definition von ${g} und seine Abbilder bleiben auf diesem Knoten: Zeigt virsh list --all auf ${host} den Gast, die Abbilder und ${dir} hier löschen; zeigt es ihn nicht, ihn hier wieder definieren: virsh define ${dir}/domain.xml`,
};
