import { describe, expect, it } from 'vitest';
import type { RunbookFacts } from '../../../electron/engine/runbook/facts.ts';
import { lacksOf } from '../../../electron/engine/runbook/lacks.ts';
import { renderMarkdown } from '../../../electron/engine/runbook/markdown.ts';
import { pageHash, pageSections, withoutContacts } from '../../../electron/engine/runbook/page.ts';
import type { RunbookText } from '../../../electron/engine/runbook/runbook.ts';
import { runbookFactsOfShop, wholeRunbook } from '../../support/runbook.ts';

const said = (text: RunbookText, facts: RunbookFacts, stamps = {}): string => JSON.stringify(pageSections(text, facts, stamps));
const hash = (text: RunbookText, facts: RunbookFacts, isWhole = true, stamps = {}): string => pageHash('Shop', pageSections(text, facts, stamps), isWhole);

describe('what it lacks', () => {
  it('is nothing where everybody is named and reached, a deputy has a key and the kit can be found', () => {
    expect(lacksOf(wholeRunbook, runbookFactsOfShop)).toEqual([]);
  });

  const cases: readonly (readonly [what: string, text: Partial<RunbookText>, facts: Partial<RunbookFacts>, sentence: RegExp])[] = [
    ['who declares', { people: wholeRunbook.people.map((each) => ({ ...each, roles: each.roles.filter((role) => role !== 'declares') })) }, {}, /Nobody is named who declares/],
    ['a way to reach somebody', { people: wholeRunbook.people.map(({ phone: _phone, email: _email, ...each }) => each) }, {}, /no phone number or e-mail address of Ada/],
    ['a deputy who is somebody else', { people: [{ name: 'Ada', roles: ['declares', 'restores', 'tells-customers', 'deputy'], phone: '1' }] }, {}, /The deputy is the one who restores anyway/],
    ['a deputy’s key', {}, { deputies: [] }, /No deputy has a key/],
    ['the key of the deputy who is named', {}, { deputies: [{ name: 'Eve', recipient: 'age1e' }] }, /Grace is named as deputy, and has no key/],
    ['how to reach who has a key', {}, { deputies: [{ name: 'Eve', recipient: 'age1e' }] }, /Eve has a key, and is not among the people/],
    ['a place', {}, { places: [] }, /no place for backups/],
    ['where the kit is', { kitKept: '  ' }, {}, /where the recovery kit is kept/],
    ['that the kit is there', {}, { kitProvedAt: undefined }, /shown yet that they have the recovery kit/],
  ];
  it.each(cases)('is said: %s', (_what, text, facts, sentence) => {
    const lacks = lacksOf({ ...wholeRunbook, ...text }, { ...runbookFactsOfShop, ...facts });
    expect(lacks.filter((each) => sentence.test(each))).toHaveLength(1);
  });
});

describe('the page', () => {
  it('is written from the settings: each place, how to reach it, the app, who has keys, what was proved', () => {
    const page = said(wholeRunbook, runbookFactsOfShop, { rereadAt: '2026-03-04T10:00:00.000Z' });
    for (const part of ['Ada · +44 20 7946 0000 · ada@example.com', 'Ada (see above)', 'Drive', '/media/drive/shop', 'R2', 'https://x.r2.example/backups/shop', 'sign in at dash.cloudflare.com', 'https://app.base44.com', 'a1b2', 'In the safe', 'Grace: with a key of their own', 'tried on 1 March 2026 from “Drive”, in 42 s', 're-read on 4 March 2026', 'Order: at least 1,000', 'The domain is at Gandi']) {
      expect(page).toContain(part);
    }
    expect(said(wholeRunbook, { ...runbookFactsOfShop, lastDrill: undefined })).toContain('never tried: nobody knows whether it works');
    expect(said(wholeRunbook, { ...runbookFactsOfShop, lastDrill: { at: '2026-03-01T09:00:00.000Z', place: 'Drive', ok: false, durationMs: 1 } })).toContain('and it failed');
  });

  it('leaves numbers and addresses out where it is to', () => {
    const page = said(withoutContacts(wholeRunbook), runbookFactsOfShop);
    expect(page).toContain('Ada');
    for (const { phone, email } of wholeRunbook.people) for (const each of [phone, email]) if (each !== undefined) expect(page).not.toContain(each);
  });

  it('says something else with another place, another number, another proof; but a proof alone is nothing to read again', () => {
    const before = hash(wholeRunbook, runbookFactsOfShop);
    expect(hash(wholeRunbook, runbookFactsOfShop)).toBe(before);
    expect(hash(wholeRunbook, { ...runbookFactsOfShop, places: runbookFactsOfShop.places.slice(1) })).not.toBe(before);
    expect(hash({ ...wholeRunbook, notes: 'other' }, runbookFactsOfShop)).not.toBe(before);
    expect(hash(wholeRunbook, { ...runbookFactsOfShop, kitProvedAt: '2026-03-09T09:00:00.000Z' })).not.toBe(before);
    expect(hash(wholeRunbook, { ...runbookFactsOfShop, kitProvedAt: '2026-03-09T09:00:00.000Z' }, false)).toBe(hash(wholeRunbook, runbookFactsOfShop, false));
  });
});

describe('as Markdown', () => {
  const written = (text: RunbookText, app = 'Shop'): string => renderMarkdown({ app, sections: pageSections(text, { ...runbookFactsOfShop, app }, {}), writtenAt: new Date('2026-03-04T10:00:00Z'), version: '1.2.3' });

  it('has all of the page, a message with its lines', () => {
    const markdown = written({ ...wholeRunbook, messages: [{ id: 'we-know', text: 'First line\nSecond line' }] });
    expect(markdown).toContain('> First line\n> Second line');
    for (const title of ['# Emergency runbook for Shop', '## Who does what', '## What to do', '## Where the backups are']) expect(markdown).toContain(title);
    expect(markdown).toMatch(/^1\. Change and rebuild nothing more/m);
  });

  it('takes what people wrote for text', () => {
    const hostile = '<script>x</script> [a](javascript:b) **c** `d` | # e ![f](g) &lt; $h$';
    const markdown = written({ ...wholeRunbook, notes: `${hostile}\n# Heading\n- list\n1. one`, people: [{ name: `${hostile}\u202E\r\n`.trim(), roles: ['declares'], phone: '1' }] }, `Shop\n# other ${hostile}`);
    const plain = markdown.replace(/\\[^\n]/g, '');
    expect(plain).not.toMatch(/<|\]\(|`|\||\u202E|\r/);
    expect(plain.match(/^#+ .*/gm)?.length).toBe(markdown.match(/^#+ /gm)?.length);
    expect(markdown.match(/^# /gm)).toHaveLength(1);
    expect(markdown).not.toMatch(/^(?:- )?(?:- list|1\. one)/m);
  });
});
