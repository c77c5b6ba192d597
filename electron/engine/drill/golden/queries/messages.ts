import type { HoldfastError, PlainError } from '../../../../../shared/model/errors.ts';
import type { DrillCheck } from '../../drill-desk.ts';
import type { GoldenCheck } from '../golden-list.ts';

/** What a thread that answers queries is started with. */
export interface QueryStart {
  /** In the order of the backup. `schema`: its JSON; absent where the backup has none. */
  readonly tables: readonly { readonly name: string; readonly identity: readonly string[]; readonly schema?: string | undefined }[];
}

/** Each is answered before the next one is sent; after the first `judge` nothing is loaded any more. */
export type QueryRequest =
  | { readonly kind: 'load'; readonly at: number; readonly lines: readonly string[] }
  | { readonly kind: 'judge'; readonly check: GoldenCheck; readonly partial: readonly string[]; readonly queryMs: number };

export type QueryReply =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'judged'; readonly check: DrillCheck }
  | { readonly kind: 'failed'; readonly error: PlainError; readonly details: HoldfastError['details']; readonly cause: string };
