import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorFacts, errorFactsSchema } from '../../../electron/reports/error-facts.ts';
import { logTail, openReporting } from '../../../electron/reports/open-reporting.ts';
import { keptReports } from '../../../electron/reports/problem-report.ts';
import { computerSection, logSection, problemsSection, reportText } from '../../../electron/reports/report-text.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';

let home = '';
beforeEach(() => (home = mkdtempSync(path.join(os.tmpdir(), 'holdfast-reports-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What must never be written: of each kind that the program meets. */
const planted = fc.oneof(
  fc.stringMatching(/^AGE-SECRET-KEY-1[A-Z0-9]{20}$/),
  fc.stringMatching(/^sk_live_[a-zA-Z0-9]{16}$/),
  fc.stringMatching(/^[a-z]{6}\.[a-z]{6}@customer\.example$/),
  fc.stringMatching(/^ya29\.[\w-]{20}$/),
  fc.stringMatching(/^https:\/\/api\.example\/v1\?token=[a-f0-9]{16}$/),
  fc.stringMatching(/^\/home\/[a-z]{8}\/Ledger [a-z]{4}\.csv$/),
  fc.stringMatching(/^[A-Z][a-z]{7} [A-Z][a-z]{9}$/),
  fc.stringMatching(/^4[0-9]{15}$/),
);

const program = path.join(import.meta.dirname, '..', '..', '..');

/** Everywhere in an error that a secret has been seen in the wild, and where somebody who wants to get it out would put it. */
const carriers: readonly ((secret: string) => unknown)[] = [
  (secret) => secret,
  (secret) => Number(secret.replaceAll(/\D/g, '') || 7),
  (secret) => Symbol(secret),
  (secret) => ({ message: secret, stack: secret, code: secret, name: secret }),
  (secret) => [secret],
  (secret) => new Error(secret),
  (secret) => new HoldfastError('bug', secret, { nextStep: secret, details: { secret, [secret]: 1 } }),
  (secret) => new TypeError('x', { cause: secret }),
  (secret) => new Error('x', { cause: new Error(secret, { cause: { secret, toString: () => secret, toJSON: () => secret } }) }),
  (secret) => new AggregateError([new Error(secret), secret, new AggregateError([secret], secret)], secret),
  (secret) => Object.assign(new Error('x'), { name: secret, code: secret, path: secret, [secret]: secret, response: { body: secret } }),
  (secret) => Object.assign(new Error('x'), { code: `ERR_${secret}` }),
  (secret) => Object.assign(new RangeError('x'), { stack: `RangeError: ${secret}\n    at ${secret} (${secret}:1:1)\n    at ${program}/${secret}.ts:3:4` }),
  // Lines that look like the program's own: a file that is there, with a name or a line that is not.
  (secret) => Object.assign(new Error('x'), { stack: `Error\n    at ${secret} (${program}/shared/model/errors.ts:1:1)\n    at f.${secret.replaceAll(/\W/g, '_')} (file://${program}/shared/model/errors.ts:1:1)` }),
  (secret) => Object.assign(new Error('x'), { stack: `Error\n    at errors (${program}/shared/model/errors.ts:${secret.replaceAll(/\D/g, '').slice(0, 7) || '9999999'}:1)\n    at (${program}/shared/../../../${secret}:1:1)` }),
  // A function takes its name from the data that it was kept under.
  (secret) => caught({ [secret]: () => JSON.parse('{') }[secret]),
  (secret) => caught(() => JSON.parse(`{"${secret}"`)),
  (secret) => caught(() => parseJson(`{"email": "${secret}`)),
  (secret) => Object.create(Object.assign(new Error(secret), { name: secret })),
  (secret) => new Proxy(new Error(secret), { get: (_target, key) => (key === Symbol.toPrimitive ? undefined : secret), has: () => true, ownKeys: () => [secret] }),
  (secret) => new Proxy({}, { get: () => { throw new Error(secret); }, getPrototypeOf: () => { throw new Error(secret); } }),
  (secret) => Object.defineProperty(new Error('x'), 'stack', { get: () => { throw new Error(secret); } }),
  (secret) => circular(secret),
  (secret) => new (class extends Error { override name = secret; get [Symbol.toStringTag]() { return secret; } })(secret),
];

function caught(work: (() => unknown) | undefined): unknown {
  try {
    return work?.();
  } catch (error) {
    return error;
  }
}

function circular(secret: string): Error {
  const error = new Error(secret);
  error.cause = new Error(secret, { cause: error });
  return error;
}

/** Everything that lies in the home, and everything that a person would hand on. */
function written(): string {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const report = reportText(new Date(), [computerSection({ home, version: '1.2.3', face: 'x' }), problemsSection(home), logSection(home)]);
  return [...files.map((entry) => entry.name + readFileSync(path.join(entry.parentPath, entry.name), 'utf8')), report].join('\n');
}

describe('what is written when something goes wrong', () => {
  it('holds nothing of what was thrown, wherever in it that was', () => {
    fc.assert(
      fc.property(planted, fc.integer({ min: 0, max: carriers.length - 1 }), (secret, which) => {
        const thrown = carriers[which]?.(secret);
        const reporting = openReporting({ home, area: 'engine', version: '1.2.3' });
        reporting.report('uncaught-error', thrown);
        reporting.log('A run failed.', { code: thrown, error: secret, app: secret, [secret]: secret, what: secret, call: secret, version: secret });
        reporting.log(secret, typeof thrown === 'object' && thrown !== null ? thrown : {});
        const text = written();
        expect(text).not.toContain(secret);
        // Nor its telling part, cut out of an address or a path.
        expect(text).not.toContain(secret.slice(-12));
        expect(logTail(home, 10)).toHaveLength(3);
        expect(keptReports(home)).toHaveLength(1);
        rmSync(home, { recursive: true });
        mkdirSync(home);
      }),
      { numRuns: 80, examples: carriers.map((_each, index) => ['AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQ', index]) },
    );
  });

  it('says of which kind an error was and where in the program it arose', () => {
    const error = caught(() => new HoldfastError('corrupt', 'x').cause ?? parseJson('{"a":'));
    const facts = errorFacts(new Error('outer', { cause: error }));
    expect(facts.causes?.[0]).toMatchObject({ name: 'SyntaxError' });
    expect(facts.causes?.[0]?.frames[0]).toMatch(/^\w+ shared\/model\/record\.ts:\d+:\d+$/);
    expect(errorFactsSchema.safeParse(facts).success).toBe(true);
  });

  it('names the operating system’s reason and our own code, and no other', () => {
    expect(errorFacts(Object.assign(new Error('x'), { code: 'ENOSPC' })).code).toBe('ENOSPC');
    expect(errorFacts(new HoldfastError('quota-exceeded', 'x')).code).toBe('quota-exceeded');
    expect(errorFacts(Object.assign(new Error('x'), { code: 'shop-token-1' })).code).toBeUndefined();
  });

  it('reads the stack of a thread, which comes as text', () => {
    const stack = caught(() => parseJson('{')) as Error;
    expect(errorFacts(new HoldfastError('bug', 'x', { cause: String(stack.stack) })).causes?.[0]?.frames.length).toBeGreaterThan(0);
  });
});
