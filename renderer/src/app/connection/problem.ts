import { ORPCError } from '@orpc/client';
import { errorCodes, type ErrorCode, type PlainError } from '../../../../shared/model/errors.ts';

/** Anything a call threw, as a sentence and a next step to show. */
export function toProblem(error: unknown): PlainError {
  const failed = failedCall(error);
  if (failed !== undefined && isErrorCode(failed.code)) return { code: failed.code, message: failed.message, nextStep: nextStepOf(failed.data) };
  if (failed?.code === 'BAD_REQUEST') {
    return { code: 'invalid-input', message: 'Holdfast could not understand what was entered.', nextStep: 'Look over what you entered and try again.' };
  }
  if (isConnectionLost(error)) {
    return { code: 'network', message: 'The connection to Holdfast was interrupted.', nextStep: 'Wait until it is connected again, then look here once more before you repeat it.' };
  }
  return { code: 'bug', message: 'Something went wrong inside Holdfast.', nextStep: 'Try again. If it happens once more, restart Holdfast; your backups are untouched.' };
}

/** Which of the things that were typed the error is about, where it names one. */
export function fieldOfProblem(error: unknown): string | undefined {
  const data = failedCall(error)?.data;
  return typeof data === 'object' && data !== null && 'field' in data && typeof data.field === 'string' ? data.field : undefined;
}

/** The call did not fail: nobody is there to say how it ended. */
export function isConnectionLost(error: unknown): boolean {
  return !(error instanceof ORPCError) && error instanceof Error && (error.name === 'AbortError' || error.message.includes('not open') || error.message.includes('closed'));
}

function failedCall(error: unknown): ORPCError<string, unknown> | undefined {
  return error instanceof ORPCError ? error : undefined;
}

function isErrorCode(code: string): code is ErrorCode {
  return errorCodes.some((known) => known === code);
}

function nextStepOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'nextStep' in data && typeof data.nextStep === 'string' ? data.nextStep : 'Try again.';
}
