import type { CliMessages } from "./shape.ts";

export const de: CliMessages = {
  help: `Ramvisor: KVM-Host im RAM, eingerichtet über die Kernel-Befehlszeile.

  ramvisor                   Startlauf: lesen, planen, anwenden, berichten
  ramvisor --dry-run         den Plan ausgeben und nichts schreiben
      --cmdline DATEI          diese Befehlszeile lesen statt der eigenen
      --facts DATEI            diese Maschine lesen statt der eigenen (mehrfach)
  ramvisor apply TOKEN...    im Rettungsbetrieb: Startlauf mit diesen Tokens
  ramvisor disk free ID      gebrauchte Platte löschen und freigeben (fragt)
  ramvisor takeover          im Paar: führen, was der Partner führte
  ramvisor guest move NAME   im Paar: laufenden Gast zum Partner bringen
      --to HOST                zu diesem Knoten, wo es mehrere gibt
  ramvisor facts             zeigen, was der Agent von der Maschine sieht (JSON)
  ramvisor status            ist dieser Host bereit? was fehlt?
      --wait SEKUNDEN          so lange darauf warten, dass er bereit wird
  ramvisor iso BASIS -o DATEI  persönliches Medium aus einem anderen machen
      --node mac=..,ip=..      [,name=eth0][,mask=24]; mehrfach, je Karte
      --site-from DATEI        Zeile und Schlüssel daraus, wo nicht angegeben
      --mask --gw --dns --ntp --vlan --bond --disks --host WERT; --lang SPRACHE
      --tokens WÖRTER          weitere Tokens; --kernel WÖRTER andere Wörter
      --drop NAME              Tokenart oder Schlüssel herausnehmen; mehrfach
      --ssh-key DATEI          öffentlicher Schlüssel für root; mehrfach
      --root-password-hash HASH oder --root-password-stdin
      --host-key DATEI         SSH-Hostschlüssel, oder --make-host-keys
      --tls-cert DATEI --tls-key DATEI, --pair-secret DATEI, --site-id NAME
  ramvisor iso --show DATEI  was auf einem Medium ist; nie ein Geheimnis

Überall möglich:
  --format text|json         Vorgabe: text (facts: json)
  --lang de|en|fr|it         Sprache der Texte
  --help, --version

DATEI "-" ist die Standardeingabe. NO_COLOR schaltet Farben ab.
Exit-Codes: 0 wie verlangt; 1 Schritt oder Prüfung fehlgeschlagen; 2 falscher
Aufruf oder falsche Eingabedatei; 3 Fehler in einem Token; 4 die Maschine passt
nicht zur Befehlszeile.`,
  error: {
    unknownOption: (option) => `Die Option ${option} gibt es nicht; siehe ramvisor --help.`,
    unknownCommand: (word) => `Den Befehl "${word}" gibt es nicht; siehe ramvisor --help.`,
    missingValue: (option) => `Die Option ${option} braucht einen Wert.`,
    noValue: (option) => `Die Option ${option} nimmt keinen Wert.`,
    twice: (option) => `Die Option ${option} darf nur einmal stehen.`,
    badValue: (option, value, known) => `Die Option ${option} kann nicht "${value}" sein; bekannt: ${known}.`,
    badSeconds: (value) => `Die Option --wait braucht Sekunden von 0 bis 86400, nicht "${value}".`,
    emptyFile: (option) => `Die Option ${option} braucht einen Dateinamen oder - für die Standardeingabe.`,
    onlyWith: (option, command) => `Die Option ${option} geht nur mit ${command}.`,
    noTokens: "ramvisor apply braucht die Tokens, etwa: ramvisor apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250",
    noDisk: "ramvisor disk free braucht die Kennung einer Platte, wie ramvisor --dry-run sie zeigt: ramvisor disk free virtio-DATA1",
    noGuest: "ramvisor guest move braucht den Namen eines Gastes, wie ihn virsh list zeigt: ramvisor guest move web",
    tooMany: (command, word) => `${command} kann mit "${word}" nichts anfangen.`,
    badStage: (known) => `ramvisor stage braucht eines von: ${known}.`,
    stdinTwice: "Die Standardeingabe (-) kann nur einmal gelesen werden.",
  },
};
