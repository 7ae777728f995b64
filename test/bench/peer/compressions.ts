/** How live-build compresses the root file system: xz is what it does where nothing is said. */
export const COMPRESSIONS = ["xz", "zstd"] as const;
export type Compression = (typeof COMPRESSIONS)[number];
