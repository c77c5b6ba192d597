import { createHash } from 'node:crypto';
import { type MachineMadeFigures, noMachineMade } from './figures.ts';

type Fields = Readonly<Record<string, unknown>>;

/** So many records of one second: no people do that. Order lines that a checkout writes at once are fewer. */
const sameSecondFrom = 20;
/** So many that differ in nothing but numbers, one right after the other. */
const alikeFrom = 8;
const rightAfterMs = 2000;
/** Past this, records are only looked at for words: what memory it takes is bounded. */
const mostKept = 50_000;

/**
 * Finds records that look as if a program had made them: an AI that fills a table with samples, a script that ran twice.
 *
 * A record does when
 * - a whole text of it is a word that stands in for a value (`asdf`, `John Doe`, `test123`), or holds `lorem ipsum`; or
 * - it was created in the same second as at least 19 others of its table; or
 * - at least 7 others were created within moments of it (each at most 2 s after the one before) that are the same but for numbers, ids and dates.
 *
 * Being alike is not enough: orders of one currency and state are. Nor is an address at example.com: a sample app is full of them. Where the
 * platform does not say when a record was made, only words tell.
 */
export class MachineMade {
  readonly #createdAt: string | undefined;
  readonly #identity: ReadonlySet<string>;
  readonly #kept: { readonly at: number; readonly signature: string; readonly hasWord: boolean }[] = [];
  /** Records past what is kept. */
  #wordsBeyond = 0;

  /** @param createdAt the field that says when a record was made, where there is one */
  constructor(createdAt: string | undefined, identity: readonly string[]) {
    this.#createdAt = createdAt;
    this.#identity = new Set(identity);
  }

  add(record: Fields): void {
    const hasWord = Object.values(record).some(standsIn);
    if (this.#kept.length === mostKept) {
      if (hasWord) this.#wordsBeyond += 1;
      return;
    }
    this.#kept.push({ at: momentOf(record, this.#createdAt), signature: this.#signatureOf(record), hasWord });
  }

  result(): MachineMadeFigures {
    const kept = this.#kept.toSorted((a, b) => a.at - b.at);
    const sameSecond = inCrowds(kept, sameSecondFrom, (a, b) => Math.floor(a.at / 1000) === Math.floor(b.at / 1000));
    const bySignature = Map.groupBy(kept.filter(({ signature }) => signature !== ''), ({ signature }) => signature);
    const alike = new Set([...bySignature.values()].flatMap((group) => [...inCrowds(group, alikeFrom, (a, b) => b.at - a.at <= rightAfterMs)]));
    const words = kept.filter(({ hasWord }) => hasWord);
    const all = new Set([...sameSecond, ...alike, ...words]);
    if (all.size + this.#wordsBeyond === 0) return noMachineMade;
    return { records: all.size + this.#wordsBeyond, placeholder: words.length + this.#wordsBeyond, sameSecond: sameSecond.size, alike: alike.size };
  }

  /** What a record says, without what is another in every record: '' where it says too little to be alike. */
  #signatureOf(record: Fields): string {
    const said: string[] = [];
    let texts = 0;
    for (const field of Object.keys(record).toSorted()) {
      const value = record[field];
      if (this.#identity.has(field) || typeof value !== 'string' || value === '' || isDate.test(value) || isId.test(value)) continue;
      texts += 1;
      said.push(field, value.toLowerCase().replaceAll(/\d+/g, '#'));
    }
    return texts < 2 ? '' : createHash('sha256').update(JSON.stringify(said)).digest('base64');
  }
}

/** The field that says when a record was made: what the table is sorted by, where that is a date, else a name that means it. */
export function creationField(key: readonly { readonly field: string }[], identity: readonly string[], record: Fields): string | undefined {
  const first = key[0]?.field;
  const candidates = [...(first === undefined || identity.includes(first) ? [] : [first]), ...usualNames];
  return candidates.find((field) => Object.hasOwn(record, field) && typeof record[field] === 'string' && isDate.test(record[field]));
}

const usualNames = ['created_date', 'created_at', 'createdAt', 'CreatedAt', 'created', 'inserted_at'] as const;
const isDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)/;
const isId = /^(?:[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Whole texts that nobody means. Names and words that a real record may hold alone (`test`, `sample`, `todo`) are not among them but with more. */
const standIns = /^(?:asdf\w*|qwerty\w*|foo ?bar(?: ?baz)?|test ?\d+|test(?:ing)? (?:test|user|customer|order|record|entry|data|name)\b.*|dummy(?: \w+)?|placeholder(?: \w+)?|your \w+ here|(?:john|jane) (?:doe|smith)|lorem|xxx+|abc ?123|test@test\.\w+|(?:foo|bar|asdf|user|test)\d*@(?:foo|bar|test|example)\.\w+|insert \w+ here|(?:sample|example|mock|fake) (?:customer|user|order|product|item|record|data|entry|name|text|note)s? ?\d*)$/i;

function standsIn(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const text = value.trim();
  return text.length <= 80 ? standIns.test(text) || /lorem ipsum/i.test(text) : /lorem ipsum/i.test(text.slice(0, 2000));
}

function momentOf(record: Fields, field: string | undefined): number {
  const value = field !== undefined && Object.hasOwn(record, field) ? record[field] : undefined;
  return typeof value === 'string' && isDate.test(value) ? Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(value) ? value : `${value.replace(' ', 'T')}Z`) : Number.NaN;
}

/** Those that stand, in order of time, in a run of at least so many. */
function inCrowds<T extends { readonly at: number }>(sorted: readonly T[], least: number, belongs: (a: T, b: T) => boolean): ReadonlySet<T> {
  const crowded = new Set<T>();
  let run: T[] = [];
  const end = (): void => {
    if (run.length >= least) for (const each of run) crowded.add(each);
    run = [];
  };
  for (const each of sorted) {
    if (Number.isNaN(each.at)) continue;
    const last = run.at(-1);
    if (last !== undefined && !belongs(last, each)) end();
    run.push(each);
  }
  end();
  return crowded;
}
