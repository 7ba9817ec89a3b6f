import { type DestinationStream, type Logger, pino } from "pino";

export type Log = Logger;

export interface SafeError {
  readonly name: string;
  /** A stable code where the error has one (`ECONNREFUSED`, a gRPC status, an SQLSTATE). */
  readonly code?: string | number;
  /** Where it was thrown, innermost first. */
  readonly frames: readonly string[];
  readonly cause?: SafeError;
}

/** What of an error may be logged. Its message may not: it can quote a request, a row or a header. */
export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { name: `thrown ${typeof error}`, frames: [] };
  const code = "code" in error ? error.code : undefined;
  return {
    name: error.name,
    ...(isStableCode(code) ? { code } : {}),
    frames: framesOf(error),
    ...(error.cause instanceof Error && error.cause !== error ? { cause: safeError(error.cause) } : {}),
  };
}

const isStableCode = (code: unknown): code is string | number =>
  typeof code === "number" || (typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code));

/** The message stands in the stack as well, and may itself hold lines that look like frames: it is cut out first. */
const framesOf = ({ stack = "", message }: Error): readonly string[] =>
  stack
    .replace(message, "")
    .split("\n")
    .filter((line) => /^ {4}at .*(:\d+:\d+\)?|<anonymous>\)?)$/.test(line))
    .map((line) => line.trim());

type Fields = Readonly<Record<string, unknown>>;

/** Scalars pass (ids, codes, counts); a request, a row or a view that was handed in by mistake does not. */
function scalarsOnly(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (value instanceof Error) return [name, safeError(value)];
      if (typeof value === "bigint") return [name, value.toString()];
      return [name, typeof value === "object" && value !== null ? "[not logged]" : value];
    }),
  );
}

/**
 * The log of a process: JSON lines on stdout, written at once. It holds ids and codes and no personal data: no object
 * passes but an error, of which only name, code and frames do, so never put request text into a message.
 */
export function createLog(
  service: string,
  destination: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Log {
  return pino(
    {
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), bindings: scalarsOnly, log: scalarsOnly },
      // Handed an error alone, pino would take its message for the line's.
      hooks: {
        logMethod([first, ...rest], method) {
          const error: unknown = first;
          return error instanceof Error ? method.call(this, { error }, error.name) : method.call(this, first, ...rest);
        },
      },
    },
    destination,
  );
}
