import type { Lang } from "../../model/token.ts";
import { mustRun } from "../command.ts";
import type { ApplyContext, Result } from "../context.ts";
import { isLocked, rootHash, withRootHash } from "./shadow.ts";

/** agetty(8) shows /etc/issue and then /etc/issue.d/*.issue; mode 0600, so that root alone can read it elsewhere. */
export const PASSWORD_ISSUE = "/etc/issue.d/10-ramvisor-password.issue";

/** No 0 o 1 l i, no y z (swapped between keyboards), no symbols: it is read off a screen and typed blind. */
const LETTERS = "abcdefghjkmnpqrstuvwx23456789";
const GROUPS = 3;
const GROUP_LENGTH = 4;

const TEXT: { [L in Lang]: string } = {
  de: "Anmeldung an dieser Konsole (gilt nur bis zum nächsten Start): root, Passwort",
  en: "Login on this console (valid until the next start only): root, password",
  fr: "Connexion sur cette console (valable jusqu'au prochain démarrage) : root, mot de passe",
  it: "Accesso da questa console (valido solo fino al prossimo avvio): root, password",
};

/**
 * Gives root a random password for this start and shows it before the login prompt of the consoles alone
 * (sshd takes keys only). 12 letters out of 29 are 58 bits. One that is already shown stays as it is.
 */
export async function consolePassword(context: ApplyContext): Promise<Result> {
  const { fs, run } = context;
  const shadow = await fs.readText("/etc/shadow");
  if ((await fs.exists(PASSWORD_ISSUE)) && !isLocked(rootHash(shadow))) return "unchanged";

  const password = makePassword((limit) => context.randomInt(limit));
  // By standard input: an argument would be readable in /proc by everybody.
  const { stdout } = await mustRun(run, "openssl", ["passwd", "-6", "-stdin"], { input: `${password}\n` });
  await fs.replace("/etc/shadow", withRootHash(shadow, stdout.trim()), { mode: await fs.mode("/etc/shadow") });
  await fs.makeDir("/etc/issue.d");
  await fs.replace(PASSWORD_ISSUE, `${TEXT[context.plan.locale.lang]} ${password}\n\n`, { mode: 0o600 });
  return "changed";
}

/** `abcd-efgh-jkmn`. */
export function makePassword(randomInt: (limit: number) => number): string {
  const group = (): string => Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}
