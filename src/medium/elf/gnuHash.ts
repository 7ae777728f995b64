/** The hash of a symbol's name that DT_GNU_HASH uses (djb2). */
export function gnuHash(name: string): number {
  let hash = 5381;
  for (const byte of Buffer.from(name, "latin1")) hash = (Math.imul(hash, 33) + byte) >>> 0;
  return hash;
}

const BLOOM_SHIFT = 6;

/** How many chains a table for that many names has. */
const bucketsFor = (names: number): number => Math.max(1, Math.ceil(names / 4));

/** The order in which a symbol table must list these names: those of one chain follow one another. */
export function inHashOrder<T extends { name: string }>(symbols: readonly T[]): T[] {
  const buckets = bucketsFor(symbols.length);
  return [...symbols].sort((a, b) => gnuHash(a.name) % buckets - gnuHash(b.name) % buckets);
}

/**
 * A DT_GNU_HASH table for names in that order, of which the first is symbol number `first`: header (chains, first symbol,
 * words of the Bloom filter, its shift), filter, chains' starts, hashes with the lowest bit set at the end of a chain.
 */
export function gnuHashTable(names: readonly string[], first: number): Buffer {
  const buckets = bucketsFor(names.length);
  let words = 1;
  while (words * 8 < names.length) words *= 2;
  const bloom = Array.from({ length: words }, () => 0n);
  const starts = Array.from({ length: buckets }, () => 0);
  const hashes = names.map(gnuHash);
  const chain = hashes.map((hash, index) => {
    const word = Math.floor(hash / 64) % words;
    bloom[word] = (bloom[word] ?? 0n) | (1n << BigInt(hash % 64)) | (1n << BigInt((hash >>> BLOOM_SHIFT) % 64));
    const bucket = hash % buckets;
    if (starts[bucket] === 0) starts[bucket] = first + index;
    const next = hashes[index + 1];
    const last = next === undefined || next % buckets !== bucket;
    return ((hash & ~1) | (last ? 1 : 0)) >>> 0;
  });
  const table = Buffer.alloc(16 + words * 8 + (buckets + chain.length) * 4);
  [buckets, first, words, BLOOM_SHIFT].forEach((value, index) => table.writeUInt32LE(value, index * 4));
  bloom.forEach((value, index) => table.writeBigUInt64LE(value, 16 + index * 8));
  [...starts, ...chain].forEach((value, index) => table.writeUInt32LE(value, 16 + words * 8 + index * 4));
  return table;
}
