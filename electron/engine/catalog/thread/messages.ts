import type { PlainError } from '../../../../shared/model/errors.ts';
import type { Answer, Operation, Question } from './host.ts';

/** What the engine and a thread of the catalog say to each other. Every request is answered with its `job` number, unless it takes one back. */
export type CopyRequest = { readonly [K in Operation]: { readonly job: number; readonly kind: K; readonly question: Question<K> } }[Operation] | { readonly job: number; readonly kind: 'cancel' };

export type CopyReply =
  | { readonly job: number; readonly kind: 'answer'; readonly answer: Answer<Operation> | undefined }
  /** `damaged`: the copy is no good any more. */
  | { readonly job: number; readonly kind: 'failed'; readonly error: PlainError; readonly damaged: boolean; readonly cause: string };
