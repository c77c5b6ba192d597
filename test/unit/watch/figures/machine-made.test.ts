import { describe, expect, it } from 'vitest';
import { creationField, MachineMade } from '../../../../electron/engine/watch/figures/machine-made.ts';
import type { MachineMadeFigures } from '../../../../electron/engine/watch/figures/figures.ts';
import { createBusiness } from '../../../../electron/sample-app/business/index.ts';

type Fields = Readonly<Record<string, unknown>>;

function look(records: readonly Fields[], createdAt: string | undefined = 'created_date'): MachineMadeFigures {
  const made = new MachineMade(createdAt, ['id']);
  for (const record of records) made.add(record);
  return made.result();
}

const at = (ms: number): string => new Date(Date.parse('2026-06-01T09:00:00.000Z') + ms).toISOString();
const many = (count: number, make: (n: number) => Fields): Fields[] => Array.from({ length: count }, (_, n) => ({ id: `r${n}`, ...make(n) }));

describe('records that look machine-made', () => {
  it('hold a word that stands in for a value', () => {
    const texts = ['asdf', 'John Doe', 'Test 12', 'test user', 'lorem', 'Some Lorem ipsum dolor sit amet', 'foo bar', 'test@test.com', 'Sample product 3', 'placeholder'];
    expect(look(many(texts.length, (n) => ({ name: texts[n] })))).toMatchObject({ records: texts.length, placeholder: texts.length });
  });

  it('are not those that hold such a word among others, or one that may be meant', () => {
    const texts = ['Test', 'Sample', 'Sampler of teas', 'Foo Fighters', 'Johnny Doeson', 'The test was passed by John Doe himself', 'contest 12', 'todo', 'ada@example.com', 'Xaver'];
    expect(look(many(texts.length, (n) => ({ name: texts[n] }))).records).toBe(0);
  });

  it('were made in one second with nineteen others', () => {
    expect(look(many(19, (n) => ({ created_date: at(n * 50), total: n }))).records).toBe(0);
    expect(look(many(20, (n) => ({ created_date: at(n * 49), total: n })))).toMatchObject({ records: 20, sameSecond: 20 });
  });

  it('follow each other at once and differ in nothing but numbers', () => {
    const make = (gap: number) => (n: number): Fields => ({ created_date: at(n * gap), name: `Customer ${n}`, email: `customer${n}@shop.io`, city: 'Oslo' });
    expect(look(many(7, make(1500))).records).toBe(0);
    expect(look(many(8, make(1500)))).toMatchObject({ records: 8, alike: 8, sameSecond: 0 });
    expect(look(many(50, make(60_000))).records).toBe(0);
  });

  it('without a date are told by words alone', () => {
    const alike = many(50, (n) => ({ name: `Customer ${n}`, city: 'Oslo' }));
    expect(look(alike, undefined).records).toBe(0);
    expect(look([...alike, { id: 'x', name: 'asdf' }], undefined).records).toBe(1);
  });

  it('count once, whatever the reasons', () => {
    expect(look(many(30, (n) => ({ created_date: at(n), name: 'asdf', city: 'x' })))).toEqual({ records: 30, placeholder: 30, sameSecond: 30, alike: 30 });
  });
});

it('finds none among the records of the sample app', () => {
  for (const { name, records } of createBusiness({ records: 3000, seed: 7 }).entities) {
    expect([name, look([...records()])]).toEqual([name, { records: 0, placeholder: 0, sameSecond: 0, alike: 0 }]);
  }
});

it('knows the field that says when a record was made', () => {
  const key = [{ field: 'created_date' }, { field: 'id' }];
  expect(creationField(key, ['id'], { created_date: '2026-06-01T09:00:00.000000' })).toBe('created_date');
  expect(creationField([{ field: 'id' }], ['id'], { created_at: '2026-06-01 09:00:00+00' })).toBe('created_at');
  expect(creationField([{ field: 'email' }], ['email'], { email: '2026-06-01', born: '1990-01-01' })).toBeUndefined();
});
