import { unescapeXml } from "../render/xml.ts";

/** Files of a guest's firmware as its definition names them; null where it names none. */
export interface GuestFirmware {
  loader: string | null;
  /** What its variables are made from. */
  template: string | null;
  variables: string | null;
}

// In <os> alone: in <metadata>, before it, an administrator may have written anything.
export const osOf = (xml: string): string => /<os[\s>][\s\S]*?<\/os>/.exec(xml)?.[0] ?? "";

/** Pure. libvirt writes the variables' file down as it was given: as text, or as a source (libvirt.org, "Domain XML format", BIOS bootloader). */
export function firmwareOf(xml: string): GuestFirmware {
  const os = osOf(xml);
  const nvram = /<nvram\b[^>]*(?<!\/)>([\s\S]*?)<\/nvram>/.exec(os)?.[1] ?? "";
  const path = (text: string | undefined): string | null => (text === undefined || text.trim() === "" ? null : unescapeXml(text.trim()));
  return {
    loader: path(/<loader\b[^>]*>([^<]*)<\/loader>/.exec(os)?.[1]),
    template: path(/<nvram\b[^>]*\btemplate=(['"])(.*?)\1/.exec(os)?.[2]),
    variables: path(/<source\b[^>]*\bfile=(['"])(.*?)\1/.exec(nvram)?.[2] ?? nvram),
  };
}
