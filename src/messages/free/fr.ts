import type { FreeMessages } from "./shape.ts";

const behind = (pool: string | null): string => (pool === null ? "" : `, une espace et le nom de son pool, ${pool}`);

export const fr: FreeMessages = {
  label: { disk: "Disque", path: "Chemin", model: "Modèle", serial: "Numéro de série", wwn: "WWN", seen: "Constaté", partitions: "Partitions", mounts: "Monté sur", holders: "Utilisé par" },
  none: "aucun",
  unknown: (id, known) => `Il n'y a pas de disque ${id} ; il y a : ${known}.`,
  noDisks: (id) => `Il n'y a pas de disque ${id} : cette machine n'en a aucun.`,
  refused: (why) => `Ce disque n'est pas libéré : il ${why}.`,
  already: { blank: "Ce disque est déjà vierge : rien n'a été écrit.", freed: "Ce disque a déjà été libéré et n'a pas été utilisé depuis : rien n'a été écrit." },
  lost: "La libération efface tout ce que contient ce disque, sans retour possible.",
  poolLost: (pool, site) => `Il porte le pool Ramvisor ${pool} du site ${site} : tous les invités qui s'y trouvent sont perdus aussi.`,
  type: {
    serial: (pool) => `Pour le libérer, saisir son numéro de série${behind(pool)} :`,
    wwn: (pool) => `Pour le libérer, saisir son WWN${behind(pool)} :`,
  },
  notConfirmed: "Ce n'est pas ce qui était demandé : rien n'a été écrit.",
  working: "Les deux bouts du disque sont effacés puis relus.",
  freed: "Le disque est libéré : ses deux bouts sont à zéro, blkid et wipefs ne trouvent rien.",
  claimed: (pool, path) => `Il est pris en charge comme pool ${pool}, monté sur ${path}.`,
  joins: (pool) => `Il rejoint le miroir du pool ${pool}, qui y copie en arrière-plan : ramvisor status montre où il en est.`,
  later: {
    configured: (why) => `Il n'est pas utilisé pour l'instant : ${why}.`,
    degraded: "Il sera pris en charge quand l'erreur dans les jetons sera corrigée.",
    rescue: "Il sera pris en charge quand un jeton mac. désignera cette machine : par ramvisor apply, ou au prochain démarrage.",
    unconfigured: "Il sera pris en charge quand un jeton mac. désignera cette machine : par ramvisor apply, ou au prochain démarrage.",
  },
  claimFailed: (why) => `La prise en charge qui a suivi a échoué : ${why}.`,
  nothingWritten: (why) => `Rien n'a été écrit : ${why}.`,
  halfCleared: (why) => `La libération n'est pas arrivée à son terme : ${why}. Le disque n'est pas utilisé tant que cette commande n'a pas été relancée.`,
};
