import type { FilePurpose } from "../model/step.ts";
import type { RenderedFile } from "./file.ts";
import { escapeXml } from "./xml.ts";

const STORAGE_DIR = "/etc/libvirt/storage";
const NETWORKS_DIR = "/etc/libvirt/qemu/networks";

export interface RenderedLink {
  path: string;
  target: string;
  purpose: FilePurpose;
}

/** A directory pool as libvirt keeps it (libvirt.org, "Storage pool and volume XML format"); its name is a file name. */
export function poolXml(name: string, uuid: string, path: string): RenderedFile {
  const content = `<pool type='dir'>
  <name>${escapeXml(name)}</name>
  <uuid>${uuid}</uuid>
  <source/>
  <target>
    <path>${escapeXml(path)}</path>
  </target>
</pool>
`;
  return { path: `${STORAGE_DIR}/${name}.xml`, content, purpose: "pool", mode: 0o600 };
}

/** libvirt starts what is linked under `autostart`. */
export function poolAutostart(name: string): RenderedLink {
  return { path: `${STORAGE_DIR}/autostart/${name}.xml`, target: `${STORAGE_DIR}/${name}.xml`, purpose: "pool-autostart" };
}

/** libvirt's network `default`: guests are ports of the host's bridge (libvirt.org, "Network XML format", bridge mode). */
export function guestNetworkXml(uuid: string, bridge: string): RenderedFile {
  const content = `<network>
  <name>default</name>
  <uuid>${uuid}</uuid>
  <forward mode='bridge'/>
  <bridge name='${escapeXml(bridge)}'/>
</network>
`;
  return { path: `${NETWORKS_DIR}/default.xml`, content, purpose: "guest-network", mode: 0o600 };
}

export function guestNetworkAutostart(): RenderedLink {
  return { path: `${NETWORKS_DIR}/autostart/default.xml`, target: `${NETWORKS_DIR}/default.xml`, purpose: "guest-network-autostart" };
}
