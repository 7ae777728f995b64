import { describe, expect, it } from "vitest";
import { nearMiss, slips } from "../../../src/cmdline/near.ts";

const MAC = "0a:0b:0c:0d:0e:0f";

describe("speaks where a token of ours is meant", () => {
  it.each([
    ["submsk.255.255.255.0", "submask.255.255.255.0"],
    ["submask255.255.255.0", "submask.255.255.255.0"],
    ["subnetmask.24", "submask.24"],
    ["sub-mask.24", "submask.24"],
    ["netmask.255.255.255.0", "submask.255.255.255.0"],
    ["netmask.big", "submask.big"],
    ["mask.24", "submask.24"],
    ["sumbask.255.255.255.0", "submask.255.255.255.0"],
    ["gateway.192.168.0.2", "gw.192.168.0.2"],
    ["gateway.router", "gw.router"],
    ["router.192.168.0.2", "gw.192.168.0.2"],
    ["default.192.168.0.2", "gw.192.168.0.2"],
    ["gww.192.168.0.2", "gw.192.168.0.2"],
    ["wg.192.168.0.2", "gw.192.168.0.2"],
    ["GW.192.168.0.2", "gw.192.168.0.2"],
    ["gw:192.168.0.2", "gw.192.168.0.2"],
    ["gw-192.168.0.2", "gw.192.168.0.2"],
    ["gw192.168.0.2", "gw.192.168.0.2"],
    ["gw:2001:db8::1", "gw.2001:db8::1"],
    ["dsn.192.168.0.2", "dns.192.168.0.2"],
    ["nameserver.192.168.0.2", "dns.192.168.0.2"],
    ["dns:192.168.0.2,9.9.9.9", "dns.192.168.0.2,9.9.9.9"],
    ["LANG.de", "lang.de"],
    ["lagn.de", "lang.de"],
    ["lang:de", "lang.de"],
    ["lang-de", "lang.de"],
    ["locale.de_DE.UTF-8", "lang.de_DE.UTF-8"],
    ["keymap.de", "lang.de"],
    ["hostname.avbox", "host.avbox"],
    ["hots.avbox", "host.avbox"],
    ["host:avbox", "host.avbox"],
    ["Host.avbox", "host.avbox"],
    ["npt.192.168.0.2", "ntp.192.168.0.2"],
    ["ntpserver.192.168.0.2", "ntp.192.168.0.2"],
    ["vlna.20", "vlan.20"],
    ["vlan20", "vlan.20"],
    ["vlanid.20", "vlan.20"],
    ["bonding.active-backup", "bond.active-backup"],
    ["bnod.802.3ad", "bond.802.3ad"],
    ["disk.none", "disks.none"],
    ["disc.none", "disks.none"],
    ["DISKS.none", "disks.none"],
    ["disks-none", "disks.none"],
    ["smu.1a2b3c4d", "sum.1a2b3c4d"],
    ["checksum.1a2b3c4d", "sum.1a2b3c4d"],
    [`mca.${MAC}.eth0.192.168.0.250`, `mac.${MAC}.eth0.192.168.0.250`],
    [`MAC.${MAC}.eth0.192.168.0.250`, `mac.${MAC}.eth0.192.168.0.250`],
    [`nic.${MAC}.eth0.192.168.0.250`, `mac.${MAC}.eth0.192.168.0.250`],
    [`mac:${MAC}.eth0.192.168.0.250`, `mac.${MAC}.eth0.192.168.0.250`],
    [`mac-0a-0b-0c-0d-0e-0f.eth0.192.168.0.250`, `mac.0a-0b-0c-0d-0e-0f.eth0.192.168.0.250`],
    [`${MAC}.eth0.192.168.0.250`, `mac.${MAC}.eth0.192.168.0.250`],
    [MAC, `mac.${MAC}.eth0.192.168.0.250`],
    ["ip.192.168.0.250", `mac.${MAC}.eth0.192.168.0.250`],
    ["addr.2001:db8::250/64", `mac.${MAC}.eth0.2001:db8::250/64`],
    ["eth0.192.168.0.250", `mac.${MAC}.eth0.192.168.0.250`],
  ])("%s", (text, suggestion) => {
    expect(nearMiss(text, null)?.suggestion).toBe(suggestion);
  });

  it.each([["gw", "192.168.0.2", "gw.192.168.0.2"], ["submask", "24", "submask.24"], ["lang", "de", "lang.de"], ["mac", `${MAC}.eth0.1.2.3.4`, `mac.${MAC}.eth0.1.2.3.4`]])("%s with its value as the next word", (text, next, suggestion) => {
    expect(nearMiss(text, next)?.suggestion).toBe(suggestion);
  });
});

/** What stands on real command lines: dracut, systemd, live systems, installers, drivers, hypervisors. */
const USUAL = `quiet splash ro rw single emergency rescue nomodeset noapic noacpi debug verbose nosmp nomodule text 3 5 -- --- BOOT_IMAGE=/boot/vmlinuz initrd=initrd.img
  root=UUID=0a0b0c0d-0e0f-1011-1213-141516171819 root=/dev/sda1 rootflags=subvol=@ pci=nocrs pci=realloc,nommconf console=tty0 console=ttyS0,115200n8 vga=791 vga.foo video=HDMI-A-1:1024x768
  ip=192.168.0.250::192.168.0.2:255.255.255.0:host:eth0:off ip=dhcp BOOTIF=01-0a-0b-0c-0d-0e-0f mac=0a:0b:0c:0d:0e:0f gateway=192.168.0.2 netmask=255.255.255.0 hostname=box domain=example.org lang=de
  i915.modeset i915.enable_guc=3 amdgpu.dc amdgpu.si_support=1 radeon.modeset nouveau.modeset=0 drm.debug usbcore.autosuspend=-1 usbcore.old_scheme_first usb-storage.quirks=0bc2:2312:u usbhid.mousepoll
  libata.force=noncq libata.noacpi ahci.mobile_lpm_policy=1 nvme_core.default_ps_max_latency_us=0 nvme.poll_queues scsi_mod.scan=sync sd_mod.probe sr_mod.xa_test sg.allow_dio md_mod.start_ro dm_mod.create dm.verity
  mac80211.ieee80211_default_rc_algo mac80211_hwsim.radios mac_hid.mouse_button_emulation macvlan.bc macvtap.x macsec.replay vhost.max_mem_regions vhost_net.experimental_zcopytx hpet.max_user_freq hest_disable hest.disable host1x.trace
  bonding.max_bonds bonding.debug bond0.mode vlan.c 8021q.gvrp dns_resolver.debug dns_resolver.nodns sunrpc.tcp_slot lockd.nlm_grace_period nfs.callback_tcpport nfsd.inter_copy_offload ntb.x ntb_hw.debug ntfs3.acl nfp.core lan743x.x lan78xx.msg_level
  ipv6.disable=1 ipv6.disable_ipv6 ip6_tunnel.log_ecn ip_vs.conn_tab_bits ipmi_si.tryacpi ipmi_watchdog.start_now net.ifnames=0 net.ifnames biosdevname=0 netconsole.oops_only tg3.debug igb.max_vfs e1000e.InterruptThrottleRate
  kvm.ignore_msrs kvm-amd.nested kvm_amd.nested=1 kvm-intel.nested kvm.halt_poll_ns=0 intel_iommu=on iommu=pt amd_iommu=on vfio-pci.ids=10de:1b80,10de:10f0 vfio_iommu_type1.allow_unsafe_interrupts xen-pciback.hide=(01:00.0)
  acpi_osi=! acpi.debug_layer acpi_backlight=vendor printk.time printk.devkmsg=on loglevel=3 earlyprintk=serial sysrq_always_enabled panic=10 panic_on_oops=1 crashkernel=256M mitigations=off spec_store_bypass_disable=on
  systemd.unit=multi-user.target systemd.debug_shell systemd.show_status=1 systemd.mask=x.service systemd.default_timeout_start_sec=10 systemd.hostname=box systemd.setenv=A=B systemd.log_level=debug systemd.machine_id=0a0b
  rd.break rd.shell rd.debug rd.lvm rd.md rd.dm rd.luks.uuid=luks-1 rd.neednet rd.udev.log_priority=3 rd.live.image rd.live.ram rd.driver.blacklist=nouveau rd.systemd.unit=x rd.vconsole.keymap=de vconsole.keymap=de vconsole.font=x
  locale.LANG=de_DE.UTF-8 plymouth.enable=0 plymouth.ignore-serial-consoles fsck.mode=skip fsck.repair=yes quotacheck.mode=skip luks.name=x resume=/dev/sda2 noresume boot=live live-config.locales=de toram fetch=http://192.168.0.2/a.squashfs
  apparmor=1 selinux=0 audit=0 security=apparmor lsm=lockdown,yama module.sig_enforce module.param zswap.enabled=1 zram.num_devices transparent_hugepage=never hugepages=64 numa_balancing=disable isolcpus=2-7 nohz_full=2-7
  thinkpad_acpi.fan_control snd_hda_intel.power_save snd-hda-intel.model=auto iwlwifi.11n_disable ath9k.nohwcrypt brcmfmac.feature_disable psmouse.proto=imps i8042.nomux i8042.reset atkbd.reset efi=runtime efivars.pstore_disable
  watchdog.open_timeout softdog.soft_noboot iTCO_wdt.nowayout ramoops.mem_size pstore.backend=efi tpm_tis.interrupts loop.max_part brd.rd_nr=1 floppy.floppy ide_core.noprobe parport.x lp.reset lpfc.lpfc_enable_fc4_type qla2xxx.ql2xextended most.x post.code most_core.a
  constructor.x toString.x __proto__.x hasOwnProperty.1.2.3.4 . .. .x x. = =x a=b=c 192.168.0.2 2001:db8::1 1a2b3c4d 0000:00:1f.2 01:00.0 host-x host_x gw lang mac disks sum bond ntp vlan dns submask host`.split(/\s+/);

describe("is silent on what belongs to others", () => {
  it.each(USUAL)("%s", (text) => {
    expect(nearMiss(text, "quiet")).toBeNull();
  });

  it("says nothing of words that are ours", () => {
    expect(nearMiss("gw.300.1.1.1", null)).toBeNull();
  });
});

it.each([["gw", "gw", 0], ["wg", "gw", 1], ["gww", "gw", 1], ["g", "gw", 1], ["submsk", "submask", 1], ["sumbask", "submask", 1], ["subnmsk", "submask", 2], ["", "mac", 3], ["host", "dns", 3]])("slips(%s, %s) = %s", (a, b, count) => {
  expect(slips(a, b)).toBe(count);
});
