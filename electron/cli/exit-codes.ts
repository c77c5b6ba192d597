import type { ErrorCode } from '../../shared/model/errors.ts';

/** What the program ends with; other programs rely on it. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Some tables, or one place of several, are missing. */
  incomplete: 3,
  /** A comparison found differences, or a check found damage. */
  found: 4,
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code of a call that ended with an error. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'cancelled':
      return exitCodes.cancelled;
    case 'invalid-input':
      return exitCodes.usage;
    case 'incomplete':
      return exitCodes.incomplete;
    case 'corrupt':
      return exitCodes.found;
    default:
      return exitCodes.failed;
  }
}
