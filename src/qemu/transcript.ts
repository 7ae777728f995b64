/** What a serial line has said so far, with waiters for what it will say. Terminal controls are taken off. */
export class Transcript {
  /** All of it, as plain text. */
  text = "";
  #waiters = new Set<() => void>();
  #decoder = new TextDecoder();
  #pending = "";
  #ended: string | null = null;

  /** Bytes as they come from the line; a control sequence cut in two is put together again. */
  add(bytes: Uint8Array): void {
    const raw = this.#pending + this.#decoder.decode(bytes, { stream: true });
    const cut = unfinishedControl(raw);
    this.#pending = raw.slice(cut);
    this.text += plainText(raw.slice(0, cut));
    for (const wake of this.#waiters) wake();
  }

  /** No more will come: every waiter fails with this reason. */
  end(reason: string): void {
    this.#ended ??= reason;
    for (const wake of this.#waiters) wake();
  }

  /** A place to wait from: only what comes later counts. */
  get position(): number {
    return this.text.length;
  }

  /**
   * Waits until the text from `from` on matches, and gives the match. Rejects when `timeoutMs` has passed or the
   * line has ended, with the last lines that were seen.
   */
  waitFor(pattern: RegExp, timeoutMs: number, from = 0): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        this.#waiters.delete(look);
        act();
      };
      const fail = (why: string): void => {
        const tail = this.text.slice(from).trimEnd().split("\n").slice(-25).join("\n");
        finish(() => { reject(new Error(`${why} while waiting for ${String(pattern)}; the console's last lines:\n${tail || "(nothing)"}`)); });
      };
      const look = (): void => {
        const match = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")).exec(this.text.slice(from));
        if (match !== null) finish(() => { resolve(match); });
        else if (this.#ended !== null) fail(this.#ended);
      };
      const timer = setTimeout(() => { fail(`${String(timeoutMs / 1000)} seconds passed`); }, timeoutMs);
      this.#waiters.add(look);
      look();
    });
  }
}

// ECMA-48: CSI … final byte, OSC … BEL or ST, other two-byte escapes.
 
const CONTROLS = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\x1b[ -/]*[0-Z\\^-~]|\r(?=\n)|\x07|\0/g;

/** Text without terminal control sequences and with plain line ends. */
export function plainText(raw: string): string {
  return raw.replace(CONTROLS, "").replace(/\r+/g, "\n");
}

/** Where an unfinished control sequence (or a lone carriage return) begins at the end of the text; else its length. */
function unfinishedControl(raw: string): number {
   
  const match = /(?:\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]{0,200}|[ -/]*)?|\r)$/.exec(raw);
  return match === null ? raw.length : match.index;
}
