import type { CliMessages } from "./shape.ts";

export const fr: CliMessages = {
  help: `Ramvisor : hôte KVM en RAM, configuré par la ligne de commande du noyau.

  ramvisor                   démarrage : lire, planifier, appliquer, rapporter
  ramvisor --dry-run         afficher le plan sans rien écrire
      --cmdline FICHIER        ligne de commande à lire au lieu de celle d'ici
      --facts FICHIER          machine à lire au lieu de celle-ci (répétable)
  ramvisor apply JETON...    en secours : refaire le démarrage avec ces jetons
  ramvisor disk free ID      effacer et céder un disque déjà utilisé (demande)
  ramvisor takeover          paire : mener à la place du partenaire
  ramvisor guest move NOM    paire : déplacer un invité actif vers l'autre
      --to NOM                 vers celui-ci, s'il y en a plusieurs
  ramvisor facts             afficher ce que l'agent voit de la machine (JSON)
  ramvisor status            cet hôte est-il prêt ? que manque-t-il ?
      --wait SECONDES          attendre ce temps qu'il soit prêt
  ramvisor iso BASE -o FICHIER  support personnel à partir d'un autre
      --node mac=..,ip=..      [,name=eth0][,mask=24] ; un par carte
      --site-from FICHIER      ligne et clés de ce support, si non données
      --mask --gw --dns --ntp --vlan --bond --disks --host MOT ; --lang LANGUE
      --tokens MOTS            autres jetons ; --kernel MOTS autres mots
      --drop NOM               enlever une sorte de jeton ou une clé ; répétable
      --ssh-key FICHIER        clé publique qui entre comme root ; répétable
      --root-password-hash EMPREINTE, ou --root-password-stdin
      --host-key FICHIER       clé d'hôte SSH, ou --make-host-keys
      --tls-cert FICHIER --tls-key FICHIER, --pair-secret FICHIER, --site-id NOM
  ramvisor iso --show FICHIER  ce qui est sur un support ; jamais un secret

Options valables partout :
  --format text|json         par défaut : text (facts : json)
  --lang de|en|fr|it         langue des textes
  --help, --version

FICHIER "-" est l'entrée standard. NO_COLOR supprime les couleurs.
Codes de sortie : 0 comme demandé ; 1 échec d'une étape ou d'un contrôle ;
2 mauvais usage ou fichier d'entrée invalide ; 3 erreur dans un jeton ;
4 la machine ne correspond pas à la ligne de commande.`,
  error: {
    unknownOption: (option) => `L'option ${option} n'existe pas ; voir ramvisor --help.`,
    unknownCommand: (word) => `La commande "${word}" n'existe pas ; voir ramvisor --help.`,
    missingValue: (option) => `L'option ${option} attend une valeur.`,
    noValue: (option) => `L'option ${option} ne prend pas de valeur.`,
    twice: (option) => `L'option ${option} ne peut être donnée qu'une fois.`,
    badValue: (option, value, known) => `L'option ${option} ne peut pas être "${value}" ; valeurs connues : ${known}.`,
    badSeconds: (value) => `L'option --wait attend des secondes de 0 à 86400, pas "${value}".`,
    emptyFile: (option) => `L'option ${option} attend un nom de fichier, ou - pour l'entrée standard.`,
    onlyWith: (option, command) => `L'option ${option} ne va qu'avec ${command}.`,
    noTokens: "ramvisor apply attend les jetons, par exemple : ramvisor apply mac.0a:0b:0c:0d:0e:0f.eth0.192.168.0.250",
    noDisk: "ramvisor disk free attend l'identifiant d'un disque, comme ramvisor --dry-run le montre : ramvisor disk free virtio-DATA1",
    noGuest: "ramvisor guest move demande le nom d'un invité, tel que virsh list le montre : ramvisor guest move web",
    tooMany: (command, word) => `${command} n'accepte pas "${word}".`,
    badStage: (known) => `ramvisor stage attend l'un de : ${known}.`,
    stdinTwice: "L'entrée standard (-) ne peut être lue qu'une fois.",
  },
};
