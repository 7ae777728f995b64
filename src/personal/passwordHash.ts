/** The alphabet of salts and digests. */
const B64 = "[./A-Za-z0-9]";
/** Salts of the older methods: all but what ends them. */
const FREE = "[!-#%-9;-~]";

/** Each method's whole form, as crypt(5) of libxcrypt gives it; what Debian's crypt(3) makes. */
const METHODS: readonly RegExp[] = [
  `y\\$${B64}+\\$${B64}{0,86}\\$${B64}{43}`,
  `gy\\$${B64}+\\$${B64}{0,86}\\$${B64}{43}`,
  `7\\$${B64}{11,97}\\$${B64}{43}`,
  `2[abxy]\\$\\d\\d\\$${B64}{53}`,
  `6\\$(?:rounds=[1-9]\\d*\\$)?${FREE}{1,16}\\$${B64}{86}`,
  `5\\$(?:rounds=[1-9]\\d*\\$)?${FREE}{1,16}\\$${B64}{43}`,
  `sha1\\$[1-9]\\d*\\$${B64}{1,64}\\$${B64}{28}`,
  `md5(?:,rounds=[1-9]\\d*)?\\$${B64}{8}(?:\\$){1,2}${B64}{22}`,
  `1\\$${FREE}{1,8}\\$${B64}{22}`,
].map((form) => new RegExp(`^\\$${form}$`));

/**
 * Whether a text is a whole password hash: a cut one (a shell takes `$6` out of "$6$…" for its own) lets nobody in, and nobody
 * would know before the first login.
 */
export const isPasswordHash = (text: string): boolean => METHODS.some((form) => form.test(text));
