import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvHeader, csvLineWriter, decodeRanks, encodeRanks } from '../../../../shared/model/csv-table.ts';
import type { CsvTable } from '../../../../shared/model/csv-table.ts';
import { canonicalJson, recordKey } from '../../../../shared/model/record.ts';
import { openCsvFolder } from '../../../../electron/engine/sources/csv-folder/index.ts';
import { readTable, temporaryFolder } from '../../../support/csv-folder.ts';
import { writtenTable } from '../../../support/csv-tables.ts';

describe('any table, written in any dialect', () => {
  it('is read with every value as it was written', async () => {
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(writtenTable, async (written) => {
        await writeFile(path.join(folder, 'T.csv'), written.bytes);
        const { rows, errors, table } = await readTable(openCsvFolder({ path: folder }));
        expect(errors).toEqual([]);
        const texts = rows.map((row) => written.header.map((field) => textOf(row[field], table, field)));
        expect(texts).toEqual(written.rows);
      }),
      { numRuns: 120 },
    );
  });

  it('agrees with csv-parse', async () => {
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(writtenTable, async (written) => {
        await writeFile(path.join(folder, 'T.csv'), written.bytes);
        const { rows, table } = await readTable(openCsvFolder({ path: folder }));
        const theirs = parse(written.text, { delimiter: written.dialect.delimiter, recordDelimiter: written.dialect.lineEnding }).slice(1);
        expect(rows.map((row) => written.header.map((field) => textOf(row[field], table, field)))).toEqual(theirs);
      }),
      { numRuns: 40 },
    );
  });

  it('gives canonical records under different keys, and can be written again byte for byte', async () => {
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(writtenTable, async (written) => {
        await writeFile(path.join(folder, 'T.csv'), written.bytes);
        const { rows, lines, entity, table } = await readTable(openCsvFolder({ path: folder }));
        expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
        for (const [at, row] of rows.entries()) {
          expect(lines[at]).toEqual({ key: recordKey(entity.key, row), json: canonicalJson(row) });
        }
        expect(table.exact).toBe(true);
        const writer = csvLineWriter(table);
        const sorted = rows.toSorted((a, b) => (recordKey(entity.key, a) < recordKey(entity.key, b) ? -1 : 1));
        const again = [csvHeader(table), ...inFileOrder(sorted, table).map(writer)].join(table.lineEnding) + (table.finalLineEnding ? table.lineEnding : '');
        expect(again).toBe(written.text);
      }),
      { numRuns: 120 },
    );
  });
});

describe('the order of rows as text', () => {
  it('comes back, and is short where rows are neighbours', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 300 }), { maxLength: 200 }), (ranks) => {
        expect([...decodeRanks(encodeRanks(ranks))]).toEqual(ranks);
      }),
    );
    expect(encodeRanks(Array.from({ length: 10_000 }, (_, at) => (at + 5000) % 10_000)).length).toBeLessThan(20);
  });
});

function inFileOrder<Row>(sorted: readonly Row[], { order }: CsvTable): readonly Row[] {
  if (order.kind === 'by-key-descending') return sorted.toReversed();
  if (order.kind !== 'listed') return sorted;
  return [...decodeRanks(order.ranks)].flatMap((rank) => sorted.slice(rank, rank + 1));
}

/** What a cell held, by its value. */
function textOf(value: unknown, table: CsvTable, field: string): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return table.columns.find((column) => column.field === field)?.words?.[value ? 0 : 1] ?? 'no words';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
