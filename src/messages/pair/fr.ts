import type { PairMessages } from "./shape.ts";

export const fr: PairMessages = {
  heading: "Disques en miroir",
  state: { alone: "seul", make: "créer", settle: "noter", join: "intégrer", resume: "poursuivre", wait: "attend", refuse: "refuser" },
  situation: {
    "refused-side": "un de ses disques est refusé par son propre nœud, ou deux disques revendiquent une place",
    "no-metadata": "un côté contient des données, et les métadonnées de DRBD n'y sont pas lisibles",
    "other-size": "le disque vierge de l'autre nœud a une autre taille",
    "other-resource": "les côtés sont de deux ressources qui n'ont que le nom en commun",
    "both-partial": "aucun côté n'est une copie entière",
    "unrelated": "les deux côtés ont des données sans rien de commun",
    "diverged": "chaque côté a été écrit sans l'autre",
    "never-formed": "ses données n'ont jamais eu d'autre côté : personne d'autre ne peut en avoir de plus récentes",
    "peer-silent": "l'autre nœud n'a pas répondu depuis ce démarrage",
    "no-partner": "l'autre nœud n'a pas de disque pour lui",
    "both-empty": "les deux côtés sont vides : en miroir sans première copie",
    "unnoted": "un côté est prêt, l'autre a ses données et le note",
    "one-empty": "un côté a des données, l'autre est vide et les reçoit",
    "sync-unfinished": "un côté est une copie entière, l'autre le devient",
    "one-ahead": "un côté a été écrit pendant que l'autre manquait",
    "was-primary": "les deux côtés sont égaux ; l'un était en usage en dernier",
    "in-step": "les deux côtés sont égaux",
  },
  leads: (host, pool) => `${host} mène, pool ${pool}`,
  remedy: {
    "other-size": "Mettre un disque de même taille.",
    diverged: "Rien n'a été changé d'aucun côté. Décider quel côté compte, sauver de l'autre ce qui est utile, puis y renoncer par ramvisor disk free.",
    unrelated: "Retirer le disque qui n'est pas à sa place.",
    "refused-side": "Voir ce que le nœud du disque en dit.",
    "no-metadata": "Si l'autre côté est entier, renoncer à ce disque par ramvisor disk free.",
  },
};
