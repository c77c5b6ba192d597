import { HoldfastError, toHoldfastError } from '../../../../../shared/model/errors.ts';

/** A record on its way: what it is for the caller, and its JSON as it is sent. */
export interface Outgoing<Item> {
  readonly item: Item;
  readonly json: string;
}

/** What is sent in one request beyond a single record: a server takes more, and takes its time. */
const batchCharacters = 4 * 1024 * 1024;

/** Pieces of at most so many records that are not too large to be sent together. */
export function inBatches<Item>(items: readonly Outgoing<Item>[], most: number): readonly (readonly Outgoing<Item>[])[] {
  const batches: Outgoing<Item>[][] = [];
  let room = 0;
  for (const item of items) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= most || item.json.length > room) {
      batches.push([item]);
      room = batchCharacters - item.json.length;
    } else {
      last.push(item);
      room -= item.json.length;
    }
  }
  return batches;
}

/** How often a batch that is refused is taken apart: what is refused after that is refused together. */
const mostSplits = 40;

interface SendInParts<Item, Answer> {
  readonly send: (items: readonly Outgoing<Item>[]) => Promise<Answer>;
  /** It may be sent again whatever happened: then a record that makes the server fail is found too. */
  readonly isRepeatable: boolean;
}

/**
 * Sends the records together, and where the platform refuses them because of one, in halves, until those that it does not
 * take are found. Answers what each part came to, in order.
 * @throws what is not about single records.
 */
export async function sendInParts<Item, Answer>(items: readonly Outgoing<Item>[], { send, isRepeatable }: SendInParts<Item, Answer>): Promise<readonly Part<Item, Answer>[]> {
  let splits = mostSplits;
  type Parts = readonly Part<Item, Answer>[];

  async function attempt(part: readonly Outgoing<Item>[], known?: HoldfastError): Promise<Parts> {
    const outcome = known ?? (await sent(part));
    if (!(outcome instanceof HoldfastError)) return outcome;
    if (isRepeatable && isServerFailure(outcome)) return aroundFailure(part, outcome);
    if (!isAboutRecords(outcome)) throw outcome;
    if (part.length === 1 || splits <= 0) return [{ kind: 'refused', items: part, error: outcome }];
    splits -= 1;
    const [first, second] = halves(part);
    const parts = await attempt(first);
    return [...parts, ...(await attempt(second))];
  }

  async function sent(part: readonly Outgoing<Item>[]): Promise<Parts | HoldfastError> {
    try {
      return [{ kind: 'sent', items: part, answer: await send(part) }];
    } catch (error) {
      return toHoldfastError(error);
    }
  }

  /** One record that the server fails over must not take its neighbours along. Where both halves fail, it is the server. */
  async function aroundFailure(part: readonly Outgoing<Item>[], error: HoldfastError): Promise<Parts> {
    if (part.length === 1 || splits <= 0) throw error;
    splits -= 1;
    const tried: { readonly half: readonly Outgoing<Item>[]; readonly outcome: Parts | HoldfastError }[] = [];
    for (const half of halves(part)) tried.push({ half, outcome: await sent(half) });
    if (tried.every(({ outcome }) => outcome instanceof HoldfastError && isServerFailure(outcome))) throw error;
    const parts: Part<Item, Answer>[] = [];
    for (const { half, outcome } of tried) {
      if (!(outcome instanceof HoldfastError)) parts.push(...outcome);
      else if (half.length === 1 && isServerFailure(outcome)) parts.push({ kind: 'refused', items: half, error: outcome });
      else parts.push(...(await attempt(half, outcome)));
    }
    return parts;
  }

  return items.length === 0 ? [] : attempt(items);
}

export type Part<Item, Answer> =
  | { readonly kind: 'sent'; readonly items: readonly Outgoing<Item>[]; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly items: readonly Outgoing<Item>[]; readonly error: HoldfastError };

function halves<T>(items: readonly T[]): readonly [readonly T[], readonly T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** May a part of the records be taken where all together are not? */
function isAboutRecords(error: HoldfastError): boolean {
  const { reason, status } = error.details;
  // Too large together, or one too large alone. What has no status came after the deed: the answer was too large.
  if (reason === 'too-large') return status === 413;
  if (reason !== undefined) return false;
  // 402: the plan of the app.
  return error.code === 'invalid-input' || error.code === 'not-found' || (error.code === 'permission-denied' && status !== 402);
}

/** An error of the server's program, and not of what lies before it. */
function isServerFailure(error: HoldfastError): boolean {
  return error.code === 'server' && error.details['status'] === 500 && error.details['reason'] === undefined;
}
