/** A value inside a comma-separated QEMU option: commas are doubled (qemu(1), "-drive"). */
export function quoteValue(value: string): string {
  return value.replaceAll(",", ",,");
}
