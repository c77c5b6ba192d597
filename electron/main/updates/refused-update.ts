import type { PlainError } from '../../../shared/model/errors.ts';
import { strings } from '../strings.ts';

/**
 * Why an update did not come. `unsigned`: nobody whose key this Holdfast knows vouches for it. `older`: less than this computer was already told.
 * `damaged`: the package is not the one that was signed for.
 */
export type Refusal = 'unreachable' | 'unsigned' | 'unreadable' | 'older' | 'damaged' | 'not-stored' | 'not-installed';

export class RefusedUpdate extends Error {
  readonly why: Refusal;

  constructor(why: Refusal, details: string, cause?: unknown) {
    super(details, cause === undefined ? undefined : { cause });
    this.name = 'RefusedUpdate';
    this.why = why;
  }
}

const codes = { unreachable: 'network', unsigned: 'permission-denied', unreadable: 'corrupt', older: 'conflict', damaged: 'corrupt', 'not-stored': 'quota-exceeded', 'not-installed': 'permission-denied' } as const;

/** For a person. Whatever else went wrong counts as a server that did not answer as it should. */
export function problemOf(error: unknown): PlainError {
  const why = error instanceof RefusedUpdate ? error.why : 'unreachable';
  return { code: codes[why], ...strings.update.problem[why] };
}
