/** 16 bytes as 32 hex digits, in their order, as a UUID is written (RFC 9562, section 4). Pure. */
export const uuidText = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
