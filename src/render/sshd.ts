import type { RenderedFile } from "./file.ts";

/** sshd_config(5): keys only. UseDNS off: a site whose name server is down must not wait for it at each login. */
export function sshdConf(): RenderedFile {
  const content = `# Written by Ramvisor at every start. Changes here are lost.
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UseDNS no
`;
  return { path: "/etc/ssh/sshd_config.d/10-ramvisor.conf", content, purpose: "ssh" };
}
