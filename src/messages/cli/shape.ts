/** What the command line of the agent says, in one language. */
export interface CliMessages {
  /** The whole help text, at most 80 columns wide, without a last newline. */
  help: string;
  error: {
    unknownOption: (option: string) => string;
    unknownCommand: (word: string) => string;
    missingValue: (option: string) => string;
    noValue: (option: string) => string;
    twice: (option: string) => string;
    badValue: (option: string, value: string, known: string) => string;
    badSeconds: (value: string) => string;
    emptyFile: (option: string) => string;
    onlyWith: (option: string, command: string) => string;
    noTokens: string;
    noDisk: string;
    noGuest: string;
    tooMany: (command: string, word: string) => string;
    badStage: (known: string) => string;
    stdinTwice: string;
  };
}
