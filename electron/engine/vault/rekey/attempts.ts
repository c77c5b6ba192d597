import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { Progress } from '../../long-call.ts';
import { isUnopenable } from '../crypto/age-file.ts';

/** What a rewriting came to. */
export interface Rekeyed {
  /** Objects written anew. */
  readonly written: number;
  readonly writtenBytes: number;
  /** Objects that were for just these keys already. */
  readonly already: number;
  /** Keys of what the place did not let be overwritten: only those who could open it before can. */
  readonly refused: readonly string[];
  /** Keys of what does not open with the vault's key: it is damaged, and stays as it is. */
  readonly unreadable: readonly string[];
  /** Bytes of the copies from before, which nothing needs any more and which removing old backups takes away a day later at the earliest. */
  readonly leftBytes: number;
}

/** What became of one object: bytes written, or nothing to do. `left`: bytes of the copy that nothing needs any more. */
export type Rewritten = { readonly bytes: number; readonly left?: number } | 'already';

/** After so many refusals in a row a place is taken to refuse them all: each try sends the object. */
const refusalsTried = 5;

/** Counts what is done, and keeps one object that cannot be rewritten from holding up the rest. */
export class Attempts {
  readonly #onProgress: ((progress: Progress) => void) | undefined;
  readonly #total: number;
  readonly #refused: string[] = [];
  readonly #unreadable: string[] = [];
  #done = 0;
  #written = 0;
  #writtenBytes = 0;
  #already = 0;
  #leftBytes = 0;
  #refusedInARow = 0;

  constructor(onProgress: ((progress: Progress) => void) | undefined, total: number) {
    this.#onProgress = onProgress;
    this.#total = total;
  }

  /** To be called before another kind of objects: a place may take new ones and overwrite none. */
  begin(): void {
    this.#refusedInARow = 0;
  }

  /** @throws what is about the place and not about this object alone. */
  async of(key: string, work: () => Promise<Rewritten>): Promise<void> {
    try {
      const rewritten = this.#refusedInARow >= refusalsTried ? 'refused' : await work();
      this.#refusedInARow = rewritten === 'refused' ? this.#refusedInARow : 0;
      if (rewritten === 'refused') this.#refused.push(key);
      else if (rewritten === 'already') this.#already += 1;
      else {
        this.#written += 1;
        this.#writtenBytes += rewritten.bytes;
        this.#leftBytes += rewritten.left ?? 0;
      }
    } catch (error) {
      if (isUnopenable(error)) this.#unreadable.push(key);
      else if (isHoldfastError(error, 'permission-denied') || isHoldfastError(error, 'conflict')) {
        this.#refused.push(key);
        this.#refusedInARow += 1;
      }
      // Removed meanwhile, with an old backup.
      else if (!isHoldfastError(error, 'not-found') || error.details['reason'] !== 'no-such-object') throw error;
    }
    this.#done += 1;
    this.#onProgress?.({ phase: 'store', done: this.#done, total: this.#total, unit: 'objects' });
  }

  total(): Rekeyed {
    return { written: this.#written, writtenBytes: this.#writtenBytes, already: this.#already, refused: this.#refused.toSorted(), unreadable: this.#unreadable.toSorted(), leftBytes: this.#leftBytes };
  }
}
