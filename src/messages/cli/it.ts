import type { CliMessages } from "./shape.ts";

export const it: CliMessages = {
  help: `Ramvisor: host KVM in RAM, configurato dalla riga di comando del kernel.

  ramvisor                   avvio: leggere, pianificare, applicare, riferire
  ramvisor --dry-run         mostrare il piano senza scrivere nulla
      --cmdline FILE           riga di comando da leggere al posto di questa
      --facts FILE             macchina da leggere al posto di questa (ripetuta)
  ramvisor apply TOKEN...    in soccorso: rifare l'avvio con questi token
  ramvisor disk free ID      cancellare e cedere un disco già usato (chiede)
  ramvisor takeover          coppia: guidare al posto del partner
  ramvisor guest move NOME   coppia: spostare un ospite attivo sull'altro nodo
      --to HOST                su questo nodo, se ce n'è più d'uno
  ramvisor facts             mostrare ciò che l'agente vede di qui (JSON)
  ramvisor status            questo host è pronto? che cosa manca?
      --wait SECONDI           attendere per questo tempo che sia pronto
  ramvisor iso BASE -o FILE  supporto personale a partire da un altro
      --node mac=..,ip=..      [,name=eth0][,mask=24]; uno per scheda
      --site-from FILE         riga e chiavi da questo supporto, se non date
      --mask --gw --dns --ntp --vlan --bond --disks --host VALORE; --lang LINGUA
      --tokens PAROLE          altri token; --kernel PAROLE altre parole
      --drop NOME              togliere un token o una chiave; ripetibile
      --ssh-key FILE           chiave pubblica che entra come root; ripetibile
      --root-password-hash HASH, o --root-password-stdin
      --host-key FILE          chiave host SSH, o --make-host-keys
      --tls-cert FILE --tls-key FILE, --pair-secret FILE, --site-id NOME
  ramvisor iso --show FILE   che cosa c'è su un supporto; mai un segreto

Opzioni valide ovunque:
  --format text|json         predefinito: text (facts: json)
  --lang de|en|fr|it         lingua dei testi
  --help, --version

FILE "-" è lo standard input. NO_COLOR disattiva i colori.
Codici di uscita: 0 come richiesto; 1 un passo o un controllo non riuscito;
2 uso errato o file di input non valido; 3 errore in un token; 4 la macchina non
corrisponde alla riga di comando.`,
  error: {
    unknownOption: (option) => `L'opzione ${option} non esiste; vedi ramvisor --help.`,
    unknownCommand: (word) => `Il comando "${word}" non esiste; vedi ramvisor --help.`,
    missingValue: (option) => `L'opzione ${option} richiede un valore.`,
    noValue: (option) => `L'opzione ${option} non accetta valori.`,
    twice: (option) => `L'opzione ${option} si può dare una sola volta.`,
    badValue: (option, value, known) => `L'opzione ${option} non può essere "${value}"; valori noti: ${known}.`,
    badSeconds: (value) => `L'opzione --wait richiede secondi da 0 a 86400, non "${value}".`,
    emptyFile: (option) => `L'opzione ${option} richiede il nome di un file, o - per lo standard input.`,
    onlyWith: (option, command) => `L'opzione ${option} va solo con ${command}.`,
    noTokens: "ramvisor apply richiede i token, per esempio: ramvisor apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250",
    noDisk: "ramvisor disk free richiede l'identificativo di un disco, come lo mostra ramvisor --dry-run: ramvisor disk free virtio-DATA1",
    noGuest: "ramvisor guest move vuole il nome di un ospite, come lo mostra virsh list: ramvisor guest move web",
    tooMany: (command, word) => `${command} non accetta "${word}".`,
    badStage: (known) => `ramvisor stage richiede uno tra: ${known}.`,
    stdinTwice: "Lo standard input (-) si può leggere una sola volta.",
  },
};
