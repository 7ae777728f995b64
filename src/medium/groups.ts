import { globToRegExp } from "./glob.ts";

/** What a file of the root file system is for: by its path, or by the Debian package that brought it. */
export interface GroupRule {
  group: string;
  /** A glob over paths, `**` for everything below. */
  path?: string;
  /** A glob over packages' names. */
  packages?: string;
}

/**
 * The first rule that holds counts; rules by path stand before those by package. A library stands with what it is on the medium
 * for; one that several of these use has a group of its own, or stands with the libraries that everything is linked to.
 */
export const GROUPS: readonly GroupRule[] = [
  { group: "licences", path: "usr/share/doc/**" },
  { group: "firmware for cards and processors", path: "usr/lib/firmware/**" },
  { group: "kernel modules: network cards", path: "usr/lib/modules/*/kernel/drivers/net/**" },
  { group: "kernel modules: disks, controllers, USB", path: "usr/lib/modules/*/kernel/drivers/{ata,block,md,message,nvme,scsi,usb}/**" },
  { group: "kernel modules: KVM, ciphers", path: "usr/lib/modules/*/kernel/{arch,crypto,lib,virt}/**" },
  { group: "kernel modules: network protocols, firewall", path: "usr/lib/modules/*/kernel/net/**" },
  { group: "kernel modules: file systems", path: "usr/lib/modules/*/kernel/fs/**" },
  { group: "kernel modules: other drivers, lists of all", path: "usr/lib/modules/**" },
  { group: "keyboards and console", path: "usr/share/{keymaps,consolefonts}/**" },
  { group: "dpkg and apt, their records", path: "{var/lib/{dpkg,apt,ucf,pam,systemd/deb-systemd-helper-*},var/cache/debconf,etc/apt}/**" },
  { group: "dpkg and apt, their records", path: "usr/lib/ramvisor/**" },
  { group: "OpenSSL, certificates", path: "etc/ssl/**" },

  { group: "kernel modules: other drivers, lists of all", packages: "{linux-image-*,linux-base}" },
  { group: "Node", packages: "{nodejs,node-*,libnode*,libuv1*,libcares2,libnghttp2-*,libbrotli1}" },
  { group: "ICU, for Node", packages: "libicu*" },
  { group: "QEMU", packages: "{qemu-*,seabios,ipxe-qemu}" },
  { group: "QEMU: its libraries", packages: "{libaio1*,libasound2*,libbrlapi*,libcacard*,libcapstone*,libdaxctl1,libfdt1,libfuse3-*,libibverbs1,libjpeg62-turbo,libndctl6,libnl-route-3-*,libnspr4,libnss3,libpcsclite1,libpixman-1-0,libpmem1,libpng16-16*,librdmacm1*,libslirp0,liburing2,libusb-1.0-0,libusbredirparser1*,libvdeplug2*}" },
  { group: "libvirt", packages: "libvirt*" },
  { group: "libvirt: its programs and libraries", packages: "{dmidecode,dnsmasq-base,libcurl*,libduktape*,libjansson4,libjson-c5,libldap2,libngtcp2-*,libnghttp3-*,libnl-3-*,libnuma1,libparted2*,libpcap0.8*,libpciaccess0,libpolkit-*,libpsl5*,librtmp1,libsasl2-*,libssh-4,libssh2-*,libtirpc*,libxml2*,mdevctl,polkitd,sgml-base,xml-core}" },
  { group: "GLib and GnuTLS, for QEMU and libvirt", packages: "{libglib2.0-*,libffi8,libgmp10,libgnutls30*,libhogweed6*,libidn2-0,libnettle8*,libp11-kit0,libpcre2-8-0,libtasn1-6,libunistring5}" },
  { group: "OpenSSL, certificates", packages: "{ca-certificates,libssl3*,openssl,openssl-provider-legacy}" },
  { group: "OpenSSH", packages: "{openssh-*,libcbor*,libcom-err2,libedit2,libfido2-1,libgssapi-krb5-2,libk5crypto3,libkeyutils1,libkrb5*,libwrap0,libwtmpdb0}" },
  { group: "systemd, udev, D-Bus", packages: "{systemd*,libsystemd*,udev,libudev1,dbus*,libdbus-1-3,libapparmor1,libexpat1,libpam-systemd,libseccomp2,kmod,libkmod2,init-system-helpers,runit-helper,sysvinit-utils}" },
  { group: "disks and file systems", packages: "{drbd-utils,dmsetup,e2fsprogs,fdisk,libblkid1,libdevmapper*,libext2fs2*,libfdisk1,libmount1,libsmartcols1,libss2,logsave,mdadm,mount}" },
  { group: "network tools", packages: "{iproute2,iptables,iputils-ping,libbpf1,libelf1*,libip4tc2,libip6tc2,libmnl0,libnetfilter-*,libnfnetlink0,libnftables1,libnftnl11,libxtables12,netbase,netcat-openbsd,nftables}" },
  { group: "Perl", packages: "{perl*,libtext-*}" },
  { group: "dpkg and apt, their records", packages: "{apt,debconf,debian-archive-keyring,dpkg,libapt-pkg*,libdebconfclient0,sqv,ucf,gettext-base,sensible-utils}" },
  { group: "keyboards and console", packages: "{kbd,less,nano-tiny,libncursesw6,libtinfo6,ncurses-*,readline-common,libreadline8*}" },
  { group: "accounts and logins", packages: "{adduser,base-passwd,libaudit*,libcap-ng0,libcrypt1,libdb5.3*,liblastlog2-2,libpam*,libselinux1,libsemanage*,libsepol2,libsqlite3-0,login*,passwd}" },
  { group: "shell and basic tools", packages: "{base-files,bash,bsdutils,busybox,coreutils,cpio,dash,debianutils,diffutils,findutils,grep,gzip,hostname,libacl1,libattr1,libcap2*,libexecs1,libproc2-0,libuuid1,logrotate,libpopt0,mawk,procps,sed,tar,util-linux,zstd}" },
  { group: "C and C++ libraries, compression", packages: "{gcc-*-base,libatomic1,libbsd0,libbz2-1.0,libc-bin,libc6,libgcc-s1,liblz4-1,liblzma5,libmd0,libstdc++6,libxxhash0,libzstd1,zlib1g}" },
  { group: "initramfs-tools, not used on the host", packages: "{initramfs-tools*,dracut-install,klibc-utils,libklibc}" },
];

/** For what no rule names; a test holds it small. */
export const OTHER = "settings and lists that no package brings";

interface Compiled {
  group: string;
  path: RegExp | null;
  packages: RegExp | null;
}

const COMPILED: readonly Compiled[] = GROUPS.map(({ group, path, packages }) => ({ group, path: path === undefined ? null : globToRegExp(path), packages: packages === undefined ? null : globToRegExp(packages) }));

/** The group of one file, by path from the root and by the package that owns it, if one does. */
export function groupOf(path: string, owner: string | undefined): string {
  return COMPILED.find((rule) => rule.path?.test(path) ?? (owner !== undefined && rule.packages?.test(owner) === true))?.group ?? OTHER;
}
