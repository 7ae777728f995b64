import type { IsoMessages } from "../../messages/iso/index.ts";
import type { PageMessages } from "../../messages/page/index.ts";
import type { Site, WantedNode } from "../../model/site.ts";
import { readAuthorizedKeys } from "../keys/authorized.ts";
import type { Access } from "./access.ts";

/** One thing that comes of the line: what it is about, and sentences. */
export interface Chapter {
  about: string;
  sentences: string[];
}

/** What machines started from this ISO do, as the planner will decide it. */
export function storyOf(site: Site, access: Access, errors: number, texts: PageMessages, iso: IsoMessages): Chapter[] {
  const { story } = texts;
  // What an error leaves out would stand here as if it were meant.
  if (errors > 0) return [{ about: texts.severity.error, sentences: [story.error] }];
  const way = accessChapters(site, access, texts);
  if (site.nodes.length === 0) return [{ about: texts.heading.machines, sentences: [story.noMachine] }, ...way];
  return [
    ...site.nodes.map((node) => machineChapter(node, texts)),
    { about: texts.heading.network, sentences: networkSentences(site, texts) },
    { about: iso.label.disks, sentences: [sentence(iso.disks[site.nodes.length > 1 && site.disks.value !== "none" ? "pair" : site.disks.value])] },
    ...way,
    { about: story.other, sentences: [story.otherText] },
  ];
}

const sentence = (fragment: string): string => `${fragment.charAt(0).toUpperCase()}${fragment.slice(1)}.`;

function machineChapter({ index, host, cards }: WantedNode, { machine, story }: PageMessages): Chapter {
  const [first, ...others] = cards;
  const all = cards.flatMap(({ macs }) => macs).join(", ");
  return {
    about: machine(index + 1),
    sentences: [
      story.known(host, all),
      ...(first === undefined ? [] : [story.bridge(first.ifname, first.addresses.join(", "))]),
      ...others.map(({ ifname, macs, addresses }) => story.further(ifname, macs.join(", "), addresses.join(", "))),
    ],
  };
}

function networkSentences(site: Site, { story }: PageMessages): string[] {
  const values = (settings: readonly { value: string }[]): string => settings.map(({ value }) => value).join(", ");
  return [
    site.gateways.length === 0 ? story.noGateway : story.gateway(values(site.gateways)),
    site.dns.length === 0 ? story.noDns : story.dns(values(site.dns)),
    site.ntp.length === 0 ? story.ntpDefault : story.ntp(values(site.ntp)),
    ...(site.vlan === null ? [] : [story.vlan(String(site.vlan.value))]),
    ...(site.bond === null ? [] : [story.bond(site.bond.value)]),
  ];
}

function accessChapters(site: Site, { keys, shadow, hostKey }: Access, { story }: PageMessages): Chapter[] {
  const { count } = readAuthorizedKeys(keys);
  return [
    { about: story.console, sentences: [story.language[site.lang.value], shadow === null ? story.passwordOnce : story.passwordSet] },
    { about: "SSH", sentences: [count === 0 ? story.noKeys : story.keys(count), hostKey?.fingerprint == null ? story.hostKeyLater : story.hostKey(hostKey.fingerprint)] },
  ];
}
