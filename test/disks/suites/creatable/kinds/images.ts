import { image, shell, type KindTable } from "../kind.ts";

const qemu = (options: string): ReturnType<typeof image> => image(`rm -f out; qemu-img create -q ${options} out 100M`);

/** Files that somebody wrote to the disk itself, by mistake or for want of a file system. */
export const images: KindTable = {
  packages: ["qemu-utils", "sqlite3", "cpio", "zip", "android-sdk-libsparse-utils"],
  kinds: [
    { kind: "QCOW2", where: "h", make: qemu("-f qcow2") },
    { kind: "QCOW2", as: "version 2", where: "h", make: qemu("-f qcow2 -o compat=0.10") },
    { kind: "QCOW", where: "h", make: qemu("-f qcow") },
    { kind: "QED", where: "h", make: qemu("-f qed") },
    { kind: "VMDK", where: "h", make: qemu("-f vmdk") },
    { kind: "VDI", where: "h", make: qemu("-f vdi") },
    { kind: "VHD", where: "h", make: qemu("-f vpc") },
    { kind: "VHD", as: "fixed: only a footer", where: "t", make: shell('rm -f out; qemu-img create -q -f vpc -o subformat=fixed,force_size out 16M; tail -c 512 out > footer; dd if=footer of="$DISK" bs=512 seek=$((SIZE / 512 - 1)) conv=notrunc status=none') },
    { kind: "VHDX", where: "he", make: qemu("-f vhdx") },
    { kind: "Parallels image", where: "h", make: qemu("-f parallels") },
    { kind: "Android sparse image", where: "h", make: image("truncate -s 1M raw; cat src/numbers | dd of=raw conv=notrunc status=none; img2simg raw out") },
    { kind: "tar archive", where: "h", make: image("tar -cf out src") },
    { kind: "tar archive", as: "gzip", where: "h", make: image("tar -czf out src") },
    { kind: "cpio archive", where: "h", make: image("find src | cpio -o -H newc --quiet > out") },
    { kind: "zip archive", where: "h", make: image("zip -q -r out.zip src; mv out.zip out") },
    { kind: "xz stream", where: "h", make: image("xz -c src/numbers > out") },
    { kind: "text", where: "h", make: image("cp src/dir/hello out") },
    { kind: "program", where: "h", make: image("cp /bin/true out") },
    { kind: "SQLite database", where: "h", make: image('sqlite3 out "create table t (a); insert into t values (1)"') },
    { kind: "Git pack", where: "h", make: image("printf 'PACK\\000\\000\\000\\002\\000\\000\\000\\001' > out") },
  ],
};
