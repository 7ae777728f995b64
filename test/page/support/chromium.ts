/** Debian's package `chromium` puts it here. */
export const CHROMIUM = "/usr/bin/chromium";

/** A check that did not run must not pass: said by the stage that needs it, which then has failed. */
export const CHROMIUM_MISSING = "Chromium is missing, and the page is tested in it. Type: apt-get install chromium";
