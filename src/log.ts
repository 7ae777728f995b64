import { pino, type Logger } from "pino";
import { writeSync, openSync } from "node:fs";

/** What rooms may say: an English sentence for the maintainer, with the values it is about. */
export interface Log {
  info(values: object, message: string): void;
  warn(values: object, message: string): void;
  error(values: object, message: string): void;
}

/** One record of /dev/kmsg holds 1024 bytes, prefix and newline included; a longer write is EINVAL (printk/devkmsg). */
const KMSG_RECORD_BYTES = 1024;
/** syslog(3) priorities of facility 3 (daemon): facility * 8 + severity. */
const PRIORITY = { info: 30, warn: 28, error: 27 } as const;

/**
 * The log on standard error, one JSON object per line. `level` is pino's (`LOG_LEVEL`): default `warn` for a
 * person at a terminal, `info` where systemd or the initramfs collects it.
 */
export function openLog(level: string): Log {
  const known = ["trace", "debug", "info", "warn", "error", "fatal", "silent"].includes(level);
  const logger: Logger = pino({ base: null, level: known ? level : "warn" }, pino.destination({ fd: 2, sync: true }));
  return logger;
}

/** A kernel log record: `<30>ramvisor: text`, one line, cut at a character boundary to fit. */
export function kmsgRecord(severity: keyof typeof PRIORITY, text: string): Buffer {
  const line = `<${PRIORITY[severity]}>ramvisor: ${text.replaceAll(/[\r\n]+/g, " ")}`;
  const bytes = Buffer.from(line, "utf8");
  if (bytes.length < KMSG_RECORD_BYTES) return Buffer.concat([bytes, Buffer.from("\n")]);
  let end = KMSG_RECORD_BYTES - 2;
  // A byte 10xxxxxx continues a character: cut before its first byte.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return Buffer.concat([bytes.subarray(0, end), Buffer.from("\n")]);
}

/**
 * A log into the kernel's ring buffer, which the journal takes in under `ramvisor`: the boot run has no journal
 * yet. Where /dev/kmsg cannot be opened, or a record is refused, nothing is said: logging never fails a start.
 */
export function openKmsgLog(): Log {
  let fd: number | null;
  try {
    fd = openSync("/dev/kmsg", "w");
  } catch {
    fd = null;
  }
  const say = (severity: keyof typeof PRIORITY) => (values: object, message: string): void => {
    if (fd === null) return;
    const detail = Object.keys(values).length === 0 ? "" : ` ${JSON.stringify(values)}`;
    try {
      writeSync(fd, kmsgRecord(severity, `${message}${detail}`));
    } catch {
      fd = null;
    }
  };
  return { info: say("info"), warn: say("warn"), error: say("error") };
}

/** Both at once: the boot run's standard error is the initramfs' console. */
export function bothLogs(first: Log, second: Log): Log {
  return {
    info: (values, message) => { first.info(values, message); second.info(values, message); },
    warn: (values, message) => { first.warn(values, message); second.warn(values, message); },
    error: (values, message) => { first.error(values, message); second.error(values, message); },
  };
}
