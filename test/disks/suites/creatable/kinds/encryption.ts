import { shell, type KindTable } from "../kind.ts";

const luks = (options: string, target = '"$DISK"'): string => `printf secret | cryptsetup luksFormat -q ${options} ${target} -`;

/** Encrypted and sealed disks, as far as their tools need no device mapper. */
export const encryption: KindTable = {
  packages: ["cryptsetup-bin", "openssl"],
  kinds: [
    { kind: "LUKS1", where: "he", make: shell(luks("--type luks1 --pbkdf-force-iterations 1000")) },
    { kind: "LUKS1", as: "AES-128, SHA-1", where: "h", make: shell(luks("--type luks1 --cipher aes-cbc-essiv:sha256 --key-size 128 --hash sha1 --pbkdf-force-iterations 1000")) },
    { kind: "LUKS2", where: "he", make: shell(luks("--type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000")) },
    { kind: "LUKS2", as: "argon2id, labelled", where: "he", make: shell(luks("--type luks2 --pbkdf argon2id --pbkdf-memory 32 --pbkdf-parallel 1 --pbkdf-force-iterations 4 --label test")) },
    { kind: "LUKS2", as: "the header's second copy alone", where: "h", make: shell(`${luks("--type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --luks2-metadata-size 16k --luks2-keyslots-size 256k")}; dd if=/dev/zero of="$DISK" bs=16k count=1 conv=notrunc status=none`) },
    { kind: "LUKS header", as: "apart from its data", where: "he", make: shell(`truncate -s 256M data; ${luks("--type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --header \"$DISK\"", "data")}`) },
    { kind: "dm-verity hashes", where: "h", make: shell('truncate -s 64M data; echo data | dd of=data conv=notrunc status=none; veritysetup format data "$DISK"') },
    { kind: "dm-verity hashes", as: "behind their data", where: "he", make: shell('mkfs.ext4 -q -F "$DISK" 32M; veritysetup format --hash-offset 33554432 --data-blocks 8192 "$DISK" "$DISK"') },
    { kind: "dm-verity parity", where: "he", make: shell('truncate -s 64M data hash; seq 1 99999 | dd of=data conv=notrunc status=none; veritysetup format --fec-device "$DISK" --fec-roots 2 data hash') },
    { kind: "encrypted without a header", where: "hemt", sizeMiB: 256, make: shell('openssl enc -aes-256-ctr -K 00 -iv 00 -nosalt -in /dev/zero 2>/dev/null | head -c "$SIZE" | dd of="$DISK" bs=1M iflag=fullblock conv=notrunc status=none') },
  ],
};
