import { duration, minute } from "./duration.ts";
import type { TakeoverMessages } from "./shape.ts";

export const fr: TakeoverMessages = {
  refusal: {
    leads: "est déjà mené par ce nœud",
    "disk-unreadable": "est sur un disque qui n'est plus lisible sur ce nœud. Vérifier le disque et son câble",
    "not-finished": "n'a jamais été terminé : il ne contient pas de données",
    "peer-unknown": "on ne sait pas quel nœud a l'autre côté : aucun de la ligne n'a l'adresse notée sur le disque. Démarrer avec le jeton de ce nœud",
    "not-up": "n'est pas en marche ; journalctl -t ramvisor dit pourquoi",
    connected: "est connecté : le partenaire est là. Y arrêter les machines et les déplacer",
    "peer-answers": "le partenaire répond encore sur le réseau. L'éteindre d'abord : deux nœuds qui écrivent les mêmes machines sont pires qu'aucun",
    "cut-off": "le réseau de ce nœud n'a pas de lien : c'est peut-être lui qui est coupé. Vérifier son câble et le commutateur. Si le partenaire est éteint, taper : ramvisor takeover --peer-is-off",
    "not-up-to-date": "n'est pas à jour sur ce nœud : le partenaire a des données qui manquent ici. Ramener le partenaire",
    "peer-ahead": "n'a pas ici ce que le partenaire a écrit après la perte du lien. Ramener le partenaire. Seulement s'il est perdu pour de bon, et ses données avec lui, taper : ramvisor takeover --peer-is-off",
    "not-noted": "a une copie entière, ce qui n'a jamais été noté : un partenaire qui revient peut la diriger sans elle. S'il est éteint pour de bon, taper : ramvisor takeover --peer-is-off",
    "never-heard": "n'a pas été connecté depuis ce démarrage : le partenaire peut avoir des données plus récentes. S'il est éteint pour de bon, ou s'il n'en a certainement pas, taper : ramvisor takeover --peer-is-off",
  },
  ahead: (time) => `Le partenaire a des données plus récentes ; entendu d'abord à ${minute(time)} UTC.`,
  goesOnWithout: "Ce qu'il a écrit sans ce nœud n'est pas ici.",
  noPair: "Cet hôte n'a aucun côté d'une paire.",
  apart: (s) => (s === null ? "Les nœuds n'ont pas été connectés depuis ce démarrage." : `Les nœuds sont séparés depuis ${duration(s)}.`),
  taken: (r, p, path) => `${r} : ce nœud mène maintenant. Le pool ${p} est monté sur ${path}.`,
  started: (names) => (names.length === 0 ? "Aucune machine n'y tournait." : `Démarré : ${names.join(", ")}.`),
  notStarted: (guest, why) => `L'invité ${guest} ne démarre pas : ${why}`,
  wasMoving: (guest) => `L'invité ${guest} se déplaçait vers un autre nœud et n'est pas démarré : regarder sur les autres nœuds avec virsh list --all ; s'il ne tourne sur aucun, le démarrer ici : virsh start ${guest}`,
  leftAlone: (guest, commands) => `L'invité ${guest} n'est pas démarré : un autre de ce nom est défini sur ce nœud. Si celui-là est plus ancien, et seulement alors : ${commands}`,
  failed: (r, why) => `${r} : ${why}`,
  peerWord: "Quand le partenaire revient, il suit ce nœud et rattrape ce qui lui manque, sauf s'il a été écrit entre-temps.",
};
