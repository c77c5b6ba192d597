import type { LetterContent } from '../state.ts';

/** What goes to a reader: a letter, or a test of the channel. */
export interface Parcel {
  /** The same again when it is sent again, so that the other side can tell. */
  readonly id: string;
  /** When it was decided, UTC. */
  readonly at: string;
  readonly content: Exclude<LetterContent, { kind: 'ping' }> | { readonly kind: 'test' };
}
