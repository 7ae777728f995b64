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
