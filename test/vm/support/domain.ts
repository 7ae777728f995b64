/** A libvirt domain of type `kvm` that starts a kernel file of the host and writes its console into a file. */
export function domainXml(name: string, kernel: string, consoleLog: string): string {
  return `<domain type='kvm'>
  <name>${name}</name>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type><kernel>${kernel}</kernel></os>
  <features><acpi/></features>
  <on_poweroff>destroy</on_poweroff>
  <devices>
    <serial type='file'><source path='${consoleLog}'/></serial>
    <memballoon model='none'/>
  </devices>
</domain>
`;
}

/** A domain of type `kvm` with a disk image in the pool and no system on it: it runs until it is stopped. */
export const imageDomainXml = (name: string, pool: string): string => `<domain type='kvm'>
  <name>${name}</name>
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${pool}/${name}.qcow2'/><target dev='vda' bus='virtio'/></disk>
    <memballoon model='none'/>
  </devices>
</domain>
`;

/** A domain without a disk, whose card on a bridge is held to one address by libvirt's network filter. */
export const filteredDomainXml = (name: string, bridge: string, address: string): string => `<domain type='kvm'>
  <name>${name}</name>
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <interface type='bridge'>
      <source bridge='${bridge}'/><mac address='52:54:00:0a:0b:0c'/><model type='virtio'/>
      <filterref filter='clean-traffic'><parameter name='IP' value='${address}'/></filterref>
    </interface>
    <memballoon model='none'/>
  </devices>
</domain>
`;
