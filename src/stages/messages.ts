import type { Lang } from "../model/token.ts";

/** Sentences of main for the person who called it; what the stages say to the journal is English. */
export interface RunMessages {
  unreadable: (file: string, why: string) => string;
  why: Record<"ENOENT" | "EACCES" | "EISDIR", string>;
  badFacts: (file: string, sentence: string) => string;
  needsRoot: string;
  notOurHost: string;
  noStart: string;
  alreadyConfigured: (host: string) => string;
  notOurs: (words: string) => string;
  noCard: string;
  nothingChanged: string;
  unexpected: (what: string) => string;
}

export const runMessages: { [L in Lang]: RunMessages } = {
  en: {
    unreadable: (file, why) => `${file} cannot be read: ${why}.`,
    why: { ENOENT: "there is no such file", EACCES: "permission denied", EISDIR: "it is a directory" },
    badFacts: (file, sentence) => `${file}: ${sentence}`,
    needsRoot: "This command changes the host and needs root.",
    notOurHost: "This machine was not started by Ramvisor: nothing was changed. To see what it would do here: ramvisor --dry-run",
    noStart: "There is no start of Ramvisor to check on this machine: /run/ramvisor/facts.json is missing.",
    alreadyConfigured: (host) => `This host is configured already, as ${host}: new tokens take effect at the loader's prompt, at the next start.`,
    notOurs: (words) => `Not a token of Ramvisor: ${words}.`,
    noCard: "No mac. token names a network card of this machine.",
    nothingChanged: "Nothing was changed.",
    unexpected: (what) => `Unexpected failure: ${what}.`,
  },
  de: {
    unreadable: (file, why) => `${file} ist nicht lesbar: ${why}.`,
    why: { ENOENT: "die Datei gibt es nicht", EACCES: "keine Berechtigung", EISDIR: "es ist ein Verzeichnis" },
    badFacts: (file, sentence) => `${file}: ${sentence}`,
    needsRoot: "Dieser Befehl ändert den Host und braucht root-Rechte.",
    notOurHost: "Diese Maschine wurde nicht von Ramvisor gestartet: Nichts wurde geändert. Was Ramvisor hier täte, zeigt: ramvisor --dry-run",
    noStart: "Auf dieser Maschine gibt es keinen Ramvisor-Start zu prüfen: /run/ramvisor/facts.json fehlt.",
    alreadyConfigured: (host) => `Dieser Host ist bereits konfiguriert, als ${host}: Neue Tokens wirken am Prompt des Bootloaders, beim nächsten Start.`,
    notOurs: (words) => `Kein Token von Ramvisor: ${words}.`,
    noCard: "Kein mac.-Token nennt eine Netzwerkkarte dieser Maschine.",
    nothingChanged: "Nichts wurde geändert.",
    unexpected: (what) => `Unerwarteter Fehler: ${what}.`,
  },
  fr: {
    unreadable: (file, why) => `${file} est illisible : ${why}.`,
    why: { ENOENT: "ce fichier n'existe pas", EACCES: "permission refusée", EISDIR: "c'est un répertoire" },
    badFacts: (file, sentence) => `${file} : ${sentence}`,
    needsRoot: "Cette commande modifie l'hôte et exige les droits root.",
    notOurHost: "Cette machine n'a pas été démarrée par Ramvisor : rien n'a été modifié. Pour voir ce qu'il ferait ici : ramvisor --dry-run",
    noStart: "Aucun démarrage de Ramvisor à vérifier sur cette machine : /run/ramvisor/facts.json est absent.",
    alreadyConfigured: (host) => `Cet hôte est déjà configuré, sous le nom ${host} : de nouveaux jetons se saisissent à l'invite du chargeur, au prochain démarrage.`,
    notOurs: (words) => `Ce n'est pas un jeton de Ramvisor : ${words}.`,
    noCard: "Aucun jeton mac. ne désigne une carte réseau de cette machine.",
    nothingChanged: "Rien n'a été modifié.",
    unexpected: (what) => `Erreur inattendue : ${what}.`,
  },
  it: {
    unreadable: (file, why) => `${file} non è leggibile: ${why}.`,
    why: { ENOENT: "il file non esiste", EACCES: "permesso negato", EISDIR: "è una directory" },
    badFacts: (file, sentence) => `${file}: ${sentence}`,
    needsRoot: "Questo comando modifica l'host e richiede i privilegi di root.",
    notOurHost: "Questa macchina non è stata avviata da Ramvisor: nulla è stato modificato. Per vedere che cosa farebbe qui: ramvisor --dry-run",
    noStart: "Su questa macchina non c'è un avvio di Ramvisor da verificare: manca /run/ramvisor/facts.json.",
    alreadyConfigured: (host) => `Questo host è già configurato, come ${host}: i nuovi token si digitano al prompt del boot loader, al prossimo avvio.`,
    notOurs: (words) => `Non è un token di Ramvisor: ${words}.`,
    noCard: "Nessun token mac. indica una scheda di rete di questa macchina.",
    nothingChanged: "Nulla è stato modificato.",
    unexpected: (what) => `Errore imprevisto: ${what}.`,
  },
};

/** The errno's meaning, or its name where it has no words. */
export function errnoText(lang: Lang, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const { why } = runMessages[lang];
  return code in why ? why[code as keyof typeof why] : code || String(error);
}

/** `x cannot be read: there is no such file.` */
export function unreadableSentence(lang: Lang, file: string, error: unknown): string {
  return runMessages[lang].unreadable(file, errnoText(lang, error));
}
