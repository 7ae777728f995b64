/** A terminal that keys come from: process.stdin, or a stand-in. */
export interface Keys {
  setRawMode(raw: boolean): unknown;
  setEncoding(encoding: "utf8"): unknown;
  on(event: "data", listener: (keys: string) => void): unknown;
  off(event: "data", listener: (keys: string) => void): unknown;
  once(event: "end", listener: () => void): unknown;
  off(event: "end", listener: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** Asks for a line that is not shown; null where the person gives up (Ctrl-D on an empty line, a terminal that goes). */
export type Hidden = (prompt: string) => Promise<string | null>;

/** Longer than any password: what goes on beyond is no answer. */
const LONGEST = 4096;
/** What a cursor key and its like send (ECMA-48, 5.4). */
const SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?/gu;

/**
 * Asks at a terminal without showing what is typed: raw, so that the terminal echoes nothing; backspace, Ctrl-U, Ctrl-C and Ctrl-D work
 * as usual. `interrupted` is called for Ctrl-C, which raw sends no signal for. What was typed ahead of a question stays for the next.
 */
export function hiddenFrom(keys: Keys, say: (text: string) => unknown, interrupted: () => void): Hidden {
  let ahead = "";
  return (prompt) => new Promise((resolve) => {
    let line = "";
    const finish = (answer: string | null): void => {
      keys.off("data", take);
      keys.off("end", gone);
      keys.pause();
      keys.setRawMode(false);
      say("\n");
      resolve(answer);
    };
    const gone = (): void => { finish(null); };
    const take = (typed: string): void => {
      const letters = [...(ahead + typed).replace(SEQUENCE, "")];
      ahead = "";
      for (const [index, letter] of letters.entries()) {
        if (letter === "\r" || letter === "\n" || line.length > LONGEST || (letter === "\x04" && line === "")) {
          ahead = letters.slice(index + 1).join("");
          finish(letter === "\x04" ? null : line);
          return;
        }
        if (letter === "\x03") {
          finish(null);
          interrupted();
          return;
        }
        if (letter === "\x7f" || letter === "\b") line = [...line].slice(0, -1).join("");
        else if (letter === "\x15") line = "";
        else if (letter >= " ") line += letter;
      }
    };
    // Before the question: what is typed at once is not shown either.
    keys.setRawMode(true);
    say(prompt);
    keys.setEncoding("utf8");
    keys.on("data", take);
    keys.once("end", gone);
    keys.resume();
    if (ahead !== "") take("");
  });
}
