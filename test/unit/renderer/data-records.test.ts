import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../renderer/src/screens/data/model/address.ts';
import { excerptsOf, markWords, wordsOf } from '../../../renderer/src/screens/data/model/marked.ts';
import { matchingIds } from '../../../renderer/src/screens/data/model/matching-ids.ts';
import { changedFields, fieldsIn, nameOf, readableJson, valueOf } from '../../../renderer/src/screens/data/model/records.ts';
import { referenceTables } from '../../../renderer/src/screens/data/model/references.ts';
import { showValue, wholeText } from '../../../renderer/src/screens/data/model/shown-value.ts';

const fields = (json: string) => fieldsIn({ json });

describe('a value in a cell', () => {
  it('tells what is not there, what is null and what is empty apart', () => {
    const record = fields('{"a":null,"b":"","c":0,"d":false}');
    expect(['a', 'b', 'c', 'd', 'e', 'toString', '__proto__'].map((name) => showValue(valueOf(record, name), undefined).kind)).toEqual(['null', 'empty', 'number', 'boolean', 'missing', 'missing', 'missing']);
  });

  it('keeps every digit', () => {
    const record = fields('{"a":12345678901234567890.123,"b":1e400,"c":0.1}');
    expect(['a', 'b', 'c'].map((name) => showValue(valueOf(record, name), 'number'))).toEqual([
      { kind: 'number', text: '12345678901234567890.123' },
      { kind: 'number', text: '1e400' },
      { kind: 'number', text: '0.1' },
    ]);
    expect(wholeText(valueOf(record, 'a'))).toBe('12345678901234567890.123');
    expect(readableJson('{"a":12345678901234567890.123}')).toContain('12345678901234567890.123');
  });

  it('shows a field called __proto__ like any other', () => {
    expect(showValue(valueOf(fields('{"__proto__":"mine"}'), '__proto__'), undefined)).toEqual({ kind: 'text', text: 'mine' });
  });

  it('shows a time without a zone as it stands, never moved', () => {
    const shown = showValue('2026-03-05T23:30:00', 'date-time');
    expect(shown).toMatchObject({ kind: 'date', zone: false });
    expect(shown.kind === 'date' ? shown.text : '').toMatch(/5.*23:30|5.*11:30/);
    expect(showValue('2026-03-05T23:30:00Z', 'date-time')).toMatchObject({ kind: 'date', zone: true });
    expect(showValue('2026-03-05', 'date')).toMatchObject({ kind: 'date', zone: true });
  });

  it.each(['2026-13-45T99:99:99', 'not a date', '2026', '2026-03-05T23:30:00Z; drop'])('takes %s for the text it is', (text) => {
    expect(showValue(text, 'date-time')).toEqual({ kind: 'text', text });
  });

  it('writes out only the beginning of what is huge or deep', () => {
    const huge = showValue(Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`field ${index}`, 'x'.repeat(100)])), undefined, 200);
    expect(huge.kind === 'json' ? huge.text.length : 0).toBe(201);
    let deep: unknown = [];
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(showValue(deep, undefined, 200)).toMatchObject({ kind: 'json' });
    const long = showValue('y'.repeat(1_000_000), undefined);
    expect(long.kind === 'text' ? long.text.length : 0).toBe(401);
  });

  it('survives a line that is no record', () => {
    expect(fields('not json')).toEqual({});
    expect(fields('null')).toEqual({});
  });
});

describe('what changed between two versions', () => {
  it('names fields by value, not by how they were written', () => {
    const changes = changedFields(fields('{"a":1.50,"b":{"x":1,"y":2},"c":"old","gone":true}'), fields('{"a":1.5,"b":{"y":2,"x":1},"c":"new","added":null}'));
    expect(changes).toEqual([
      { field: 'c', before: 'old', after: 'new' },
      { field: 'added', before: undefined, after: null },
      { field: 'gone', before: true, after: undefined },
    ]);
  });
});

describe('words marked in what was found', () => {
  const marked = (text: string, query: string) => markWords(text, wordsOf(query)).filter((piece) => piece.marked).map((piece) => piece.text);

  it('marks where words begin, whatever the accents and the case', () => {
    expect(marked('Zoë ZOE zoee azoe', 'zoe')).toEqual(['Zoë', 'ZOE', 'zoe']);
    expect(marked('Linnea Holm', 'holm lin')).toEqual(['Lin', 'Holm']);
  });

  it('gives the text back whole, markup and all', () => {
    const text = '<b>Łódź</b> & İstanbul 👩‍👩‍👧 ﬁn';
    expect(markWords(text, wordsOf('b lodz istanbul fin')).map((piece) => piece.text).join('')).toBe(text);
  });

  it('treats what is typed as words, never as a pattern', () => {
    expect(wordsOf('.* (a+)+$ [')).toEqual(['a']);
    expect(marked('anything', '.*')).toEqual([]);
  });

  it('cuts long texts around the first mark', () => {
    const [excerpt] = excerptsOf({ note: `${'before '.repeat(100)}needle${' after'.repeat(100)}` }, wordsOf('needle'), 1);
    const text = excerpt?.pieces.map((piece) => piece.text).join('') ?? '';
    expect(text).toContain('needle');
    expect(text.length).toBeLessThan(260);
  });
});

describe('references to other records', () => {
  const tables = ['Order', 'Customer', 'OrderItem'];
  const own = { id: '66f1abc000000000000000a1', table: 'Order' };

  it('looks in the table that the field names first', () => {
    expect(referenceTables('customer_id', '66f1abc000000000000000b2', own, tables)).toEqual(['Customer', 'Order', 'OrderItem']);
    expect(referenceTables('customer_id', 42, { ...own, id: '7' }, tables)).toEqual(['Customer']);
  });

  it('takes nothing else for one', () => {
    for (const value of ['paid', 'a customer', '', null, true, own.id, 12]) expect(referenceTables('status', value, own, tables)).toEqual([]);
    expect(referenceTables('paid', 42, own, tables)).toEqual([]);
  });
});

describe('the address', () => {
  it('keeps what can be understood and leaves the rest', () => {
    expect(readAddress({ table: 'Order', words: 1042, sort: { field: 'total', descending: true }, filters: [{ field: 'a', op: 'is', value: 'b' }, { field: 'a', op: 'drop' }, { field: 'c', op: 'empty', value: 'x' }, { field: 'd', op: 'is' }, null], record: { id: 'x' }, everywhen: 'yes', backup: '' })).toEqual({
      table: 'Order',
      words: '1042',
      sort: { field: 'total', descending: true },
      filters: [{ field: 'a', op: 'is', value: 'b' }, { field: 'c', op: 'empty' }],
    });
    expect(readAddress({ table: 'x'.repeat(1001), words: 'y'.repeat(501) })).toEqual({});
  });
});

describe('the ids of everything that matches', () => {
  const table = (total: number) => async (offset: number, limit: number) => ({ total, rows: Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, row) => ({ id: String(offset + row), json: '{}' })) });

  it('are all of them, each once', async () => {
    const ids = await matchingIds(table(1201), () => undefined);
    expect(new Set(ids).size).toBe(1201);
  });

  it('are none where one export cannot take them, rather than a part', async () => {
    expect(await matchingIds(table(100_001), () => undefined)).toBeUndefined();
  });
});

describe('the name of a record', () => {
  it('is what people call it, where a field says so', () => {
    expect(nameOf(fields('{"id":"1","email":"a@b.c","name":"Linnea"}'))).toBe('Linnea');
    expect(nameOf(fields('{"id":"1","order_number":10482}'))).toBe('10482');
    expect(nameOf(fields('{"id":"1"}'))).toBeUndefined();
  });
});
