import type { Accelerator } from "../../../src/qemu/accelerator.ts";
import { quoteValue } from "../../../src/qemu/quote.ts";

/** A World Wide Name as a disk on SAS has one (NAA 5). */
const WWN = "0x5000c500a0b0c0d0";

/**
 * QEMU's options with one disk behind two SCSI controllers beside them: to the kernel these are two disks of one name, as a shelf
 * with two cables shows them.
 */
export function withTwoPaths(accelerator: Accelerator, file: string, serial: string): Accelerator {
  const paths = ["0", "1"].flatMap((path) => [
    // QEMU locks an image against a second user, and here the second one is itself.
    "-blockdev", `driver=raw,node-name=path${path},cache.no-flush=on,file.driver=file,file.locking=off,file.filename=${quoteValue(file)}`,
    "-device", `virtio-scsi-pci,id=hba${path}`,
    "-device", `scsi-hd,bus=hba${path}.0,drive=path${path},serial=${serial},wwn=${WWN},share-rw=on`,
  ]);
  return { ...accelerator, args: [...accelerator.args, ...paths] };
}
