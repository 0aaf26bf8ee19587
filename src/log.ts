import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './settings.ts';
import { codeOf, PortalError } from './errors.ts';

export type Log = Logger;

interface LoggedError {
  readonly name: string;
  readonly message?: string;
  readonly code?: string | number;
  readonly info?: PortalError['info'];
  readonly at?: readonly string[];
  readonly cause?: LoggedError;
}

/**
 * Threat: libraries quote what they were given (a value that failed to validate, an address that a mail server
 * refused), so the message of an error that is not ours stays out of the log; its name, code and frames do not.
 */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = codeOf(error);
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  return {
    name: error.name,
    ...(error instanceof PortalError ? { message: error.message, info: error.info } : {}),
    ...(code === undefined ? {} : { code }),
    at: frames.slice(0, 8).map((line) => line.trim()),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

/** How much is kept for an output that takes nothing, in bytes; what comes after that is dropped. */
const MOST_KEPT_BYTES = 64 * 1024;

/** The output of the process. Where its disk is full the lines are lost, and the portal goes on: without a listener it would end. */
function lossyOutput(): DestinationStream {
  const output = pino.destination({ sync: true, maxLength: MOST_KEPT_BYTES });
  output.on('error', () => undefined);
  return output;
}

/**
 * One JSON object a line. A line tells the day and no more: a precise time beside "a report came in" would tell when
 * somebody sat at a computer.
 */
export function createLog(level: LogLevel, destination: DestinationStream = lossyOutput()): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"day":"${new Date().toISOString().slice(0, 10)}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
    },
    destination,
  );
}
