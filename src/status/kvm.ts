import type { Check } from "../model/report.ts";
import type { ReadFs, Run } from "../model/ports.ts";
import { fails, holds } from "./check.ts";

/**
 * Documentation/virt/kvm/api.rst: KVM_GET_API_VERSION is _IO(0xAE, 0x00) and has been 12 ever since; KVM_CREATE_VM
 * is _IO(0xAE, 0x01) and gives a file descriptor: only then has the processor's virtualization been switched on.
 * Node has no ioctl; perl-base is essential in Debian.
 */
const PROBE = 'open(my $k, "+<", "/dev/kvm") or do { print "open $!"; exit 3 };' +
  'my $v = ioctl($k, 0xAE00, 0); defined $v or do { print "KVM_GET_API_VERSION: $!"; exit 4 };' +
  '$v == 12 or do { print "API version $v"; exit 5 };' +
  'defined ioctl($k, 0xAE01, 0) or do { print "KVM_CREATE_VM: $!"; exit 6 }; print "API version 12, a machine was made"';

/** Whether KVM makes a virtual machine, by doing it. */
export async function checkKvm({ fs, run }: { fs: ReadFs; run: Run }): Promise<Check> {
  if (!(await fs.exists("/dev/kvm"))) {
    const flags = await fs.readText("/proc/cpuinfo").catch(() => "");
    return /^flags\s*:.*\b(?:vmx|svm)\b/m.test(flags)
      ? fails("kvm", "kvm.no-device", "/dev/kvm is not there: the module kvm_intel or kvm_amd is not loaded")
      : fails("kvm", "kvm.no-virtualization", "the processor shows no VT-x or AMD-V: switch it on in the firmware setup");
  }
  const { code, stdout, failure } = await run("perl", ["-e", PROBE], { timeoutMs: 10_000 });
  if (code === 0) return holds("kvm", stdout);
  return fails("kvm", "kvm.ioctl", failure === null ? `/dev/kvm does not work: ${stdout}` : `/dev/kvm could not be tried: perl ${failure}`);
}
