/** A failure that the person who typed the command can mend: its message is the one sentence that is printed. */
export class Unable extends Error {
  override name = "Unable";
  readonly exitCode: number;
  constructor(sentence: string, exitCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}
