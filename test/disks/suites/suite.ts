/** One run of a long suite. */
export interface Case {
  /** Unique in its suite; what a continued run knows it by. */
  name: string;
  /** Rejects with one sentence where the product did wrong. What it made is gone afterwards, whatever happened. */
  run(): Promise<void>;
}

/** Many runs of one kind on real block devices: too long for `npm test`. */
export interface Suite {
  name: string;
  /** What it proves, as README's table says it. */
  claim: string;
  /** Debian packages whose tools it calls. */
  packages: readonly string[];
  cases(): Promise<readonly Case[]>;
  /** Takes down what its cases share. */
  close?(): Promise<void>;
  /** How the cases of this run ended, for the suite's line. */
  note?(): string;
}
