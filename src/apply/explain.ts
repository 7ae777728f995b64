/** A command that did not do what it was asked to: program, exit code and the first lines it said. */
export class CommandFailed extends Error {
  override name = "CommandFailed";
}

/** A precondition that does not hold any more: nothing was written. The message says what was seen. */
export class Refused extends Error {
  override name = "Refused";
}

/** One English sentence, one line, for the report and the log. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const { code, path } = error as NodeJS.ErrnoException;
  const where = path === undefined ? "" : `: ${path}`;
  switch (code) {
    case "ENOSPC":
      return `no space left${where}; a RAM disk holds half of the memory at most: free some of it, or start with more memory`;
    case "EROFS":
      return `the file system is read-only${where}`;
    case "EIO":
      return `input/output error${where}: the device does not answer as it should`;
    default:
      return oneLine(error.message);
  }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s*[\r\n]+\s*/g, "; ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
