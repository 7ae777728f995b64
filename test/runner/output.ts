/** Where a stage's output goes: to the terminal at once, or kept until `release`, and to the terminal from then on. */
export class Output {
  #shown: boolean;
  #kept: Uint8Array[] = [];

  constructor(shown: boolean) {
    this.#shown = shown;
  }

  readonly write = (bytes: Uint8Array): void => {
    if (this.#shown) process.stdout.write(bytes);
    else this.#kept.push(bytes);
  };

  readonly say = (line: string): void => { this.write(Buffer.from(`${line}\n`)); };

  release(): void {
    this.#shown = true;
    for (const bytes of this.#kept.splice(0)) process.stdout.write(bytes);
  }
}
