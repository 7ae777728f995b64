import type { PruneRule } from "./prune.ts";
import type { StubAnswer } from "./elf/stub.ts";

/** A library in whose place one travels that has its symbols and does nothing: what is linked to it starts without it. */
export interface StubRule extends PruneRule {
  answer: StubAnswer;
}

const LIB = "usr/lib/x86_64-linux-gnu";

/** Libraries that a program of the host is linked to, and of which no host calls a function. */
export const STUBBED: readonly StubRule[] = [
  { path: `${LIB}/libcapstone.so.*`, answer: "minus-one", reason: "prints machine code for QEMU's developers; without it QEMU prints bytes" },
  { path: `${LIB}/libcurl-gnutls.so.*`, answer: "zero", reason: "libvirt's way to VMware ESX and Cloud Hypervisor" },
  { path: `${LIB}/libssh.so.*`, answer: "zero", reason: "libvirt's qemu+libssh://; qemu+ssh:// calls ssh" },
  { path: `${LIB}/libssh2.so.*`, answer: "zero", reason: "libvirt's qemu+libssh2://; qemu+ssh:// calls ssh" },
  { path: `${LIB}/libwtmpdb.so.*`, answer: "minus-one", reason: "sshd's record of logins in an SQLite file; the journal has them" },
  { path: `${LIB}/libpmem.so.*`, answer: "zero", reason: "QEMU's persistent memory; the kernel's driver for it does not travel" },
  { path: `${LIB}/libfuse3.so.*`, answer: "zero", reason: "QEMU's export of disks as FUSE files, which libvirt does not use" },
  { path: `${LIB}/librdmacm.so.*`, answer: "zero", reason: "QEMU's migration over InfiniBand, whose drivers do not travel" },
  { path: `${LIB}/libibverbs.so.*`, answer: "zero", reason: "QEMU's migration over InfiniBand, whose drivers do not travel" },
  { path: `${LIB}/libp11-kit.so.*`, answer: "zero", reason: "keys of GnuTLS on smart cards" },
  { path: `${LIB}/libgssapi_krb5.so.*`, answer: "gss-failure", reason: "Kerberos: logins are by key" },
  { path: `${LIB}/libkrb5.so.*`, answer: "minus-one", reason: "Kerberos: logins are by key" },
  { path: `${LIB}/libsemanage.so.*`, answer: "zero", reason: "SELinux policies, which useradd asks for where SELinux is on" },
  { path: `${LIB}/libbrotlienc.so.*`, answer: "zero", reason: "Node's zlib.brotliCompress; it unpacks Brotli as before" },
];

/**
 * Objects that look up thousands of names in themselves at each start: these are linked with themselves, and keep no name
 * that nobody in the tree asks for, but those in `keep`.
 */
export const BOUND: readonly (PruneRule & { keep?: RegExp })[] = [
  { path: `${LIB}/libnode.so.*`, keep: /^(?:napi_|node_api_|node_module_register$)/, reason: "64,000 names, 65,000 look-ups at each start; what compiled modules call (Node-API) stays" },
  { path: `${LIB}/libicui18n.so.*.*`, reason: "Node alone uses it" },
  { path: `${LIB}/libicuuc.so.*.*`, reason: "Node alone uses it" },
  { path: "usr/bin/qemu-system-x86_64", reason: "25,000 names for modules; those that travel keep theirs" },
];

/**
 * Objects that keep the tables for walking up the stack. All others lose them: C does not throw, and no debugger travels.
 * What is linked to libstdc++ keeps them by itself, but for the first two, which are compiled without exceptions.
 */
export const NEVER_THROWS = [`${LIB}/libnode.so.*`, `${LIB}/libicu*.so.*`];
export const UNWINDS: readonly PruneRule[] = [
  { path: `${LIB}/{libc,libgcc_s,libstdc++,libm,ld-linux-x86-64}.so*`, reason: "ends threads and throws for others" },
  { path: "usr/bin/sqv", reason: "Rust" },
  { path: "usr/bin/ping", reason: "file capabilities, which a write takes away" },
];
