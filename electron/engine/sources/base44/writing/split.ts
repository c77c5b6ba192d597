import { HoldfastError } from '../../../../../shared/model/errors.ts';

/** How often a batch that is refused is taken apart in one call: what is refused after that is refused together. */
const mostSplits = 40;

/**
 * Sends the items together, and where the platform refuses them because of one, in halves, until those that it does not take
 * are found. Answers what each part came to, in order.
 * @throws what is not about single records.
 */
export async function sendInParts<Item, Answer>(
  items: readonly Item[],
  send: (items: readonly Item[]) => Promise<Answer>,
): Promise<readonly Part<Item, Answer>[]> {
  let splits = mostSplits;
  async function attempt(part: readonly Item[]): Promise<readonly Part<Item, Answer>[]> {
    try {
      return [{ kind: 'sent', items: part, answer: await send(part) }];
    } catch (error) {
      if (!isAboutRecords(error)) throw error;
      if (part.length === 1 || splits <= 0) return [{ kind: 'refused', items: part, error }];
      splits -= 1;
      const middle = Math.ceil(part.length / 2);
      const first = await attempt(part.slice(0, middle));
      return [...first, ...(await attempt(part.slice(middle)))];
    }
  }
  return items.length === 0 ? [] : attempt(items);
}

export type Part<Item, Answer> =
  | { readonly kind: 'sent'; readonly items: readonly Item[]; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly items: readonly Item[]; readonly error: HoldfastError };

/** May a part of the records be taken where all together are not? */
function isAboutRecords(error: unknown): error is HoldfastError {
  if (!(error instanceof HoldfastError)) return false;
  const { reason, status } = error.details;
  // Too large together, or one too large alone. What has no status came after the deed: the answer was too large.
  if (reason === 'too-large') return status === 413;
  if (reason !== undefined) return false;
  // 402: the plan of the app.
  return error.code === 'invalid-input' || error.code === 'not-found' || (error.code === 'permission-denied' && status !== 402);
}
