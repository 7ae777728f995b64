import type { GuestMoveMessages } from "./shape.ts";

export const fr: GuestMoveMessages = {
  noPair: "Cet hôte n'a aucun côté d'une paire.",
  unknown: (g) => `Il n'y a pas d'invité ${g} sur ce nœud ; virsh list --all montre ceux qui y sont.`,
  notRunning: (g) => `${g} n'est pas actif. Seul un invité actif se déplace : virsh start ${g}`,
  snapshots: (g) => `${g} a des instantanés, qui le retiennent ici. Les supprimer d'abord : virsh snapshot-list ${g}`,
  medium: (g, file) => `${g} a un support dans un lecteur (${file}). Le retirer d'abord : virsh change-media`,
  elsewhere: (g, what) => `${g} a un disque qui ne peut pas suivre : ${what}. Seules les images dans un pool que ce nœud mène le peuvent.`,
  noNode: (to, known) => `Il n'y a pas de nœud ${to}. Les autres sont : ${known}.`,
  noTarget: (g, host) => `${g} ne peut pas se déplacer : ${host} ne mène aucun pool qui l'accueillerait. Un invité se déplace en marche vers un pool que l'autre nœud mène. Ramener le partenaire s'il est absent ; sinon donner aux deux nœuds un second disque de même taille et les redémarrer : chacun en mène alors un.`,
  several: (hosts) => `Plusieurs nœuds mènent un pool. En nommer un : --to ${hosts}`,
  unreachable: (host, why) => `${host} est injoignable : ${why}. Rien n'a été changé.`,
  taken: (host, path) => `Sur ${host}, il y a déjà un fichier ${path}. Rien n'a été changé.`,
  noSpace: (host, pool, wanted, free) => `Le pool ${pool} sur ${host} a ${free} libres, et les disques demandent ${wanted}. Rien n'a été changé.`,
  begins: (g, host, pool) => `${g} se déplace vers ${host}, pool ${pool}. Ctrl-C abandonne : il continue alors ici.`,
  progress: (percent, done, total) => `${percent} % (${done} sur ${total})`,
  moved: (g, host, pool) => `${g} tourne maintenant sur ${host}, ses disques sont dans le pool ${pool}.`,
  stays: (g, why) => `${g} ne s'est pas déplacé et continue ici : ${why}`,
  leftOver: (host, files, why) => `Sur ${host}, ceci n'a pas pu être supprimé : ${files} (${why}). Le supprimer à la main avant le prochain essai.`,
  unclear: (g, host, why) => `On ne sait pas où tourne ${g} : ${why}. Rien n'a été supprimé. Regarder sur les deux nœuds, ici et sur ${host} : virsh list --all`,
  afterwards: (what) => `Déplacé, mais : ${what}`,
  kept: (g, host, dir) => `La définition de ${g} et ses images restent sur ce nœud : si virsh list --all sur ${host} montre ${g}, supprimer ici les images et ${dir} ; sinon, le définir de nouveau ici : virsh define ${dir}/domain.xml`,
};
