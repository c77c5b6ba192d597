import { execFileSync } from 'node:child_process';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createBusiness } from '../../../../electron/sample-app/business/index.ts';
import { needs } from '../../../support/needs.ts';

const business = createBusiness({ records: 2_000, seed: 5 });
const pdfs = business.files.filter((file) => file.contentType === 'application/pdf');
const invoices = [...(business.entities.find((entity) => entity.name === 'Invoice')?.records() ?? [])];

describe('invoice PDFs', () => {
  it('open in another program and say what the invoice says', (context) => {
    needs(context, 'pdftotext');
    for (const pdf of [pdfs[0], pdfs.at(-1)]) {
      if (pdf === undefined) throw new Error('no PDF');
      const invoice = invoices.find((one) => JSON.stringify(one).includes(encodeURIComponent(pdf.path)));
      const shown = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf.content(), encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
      expect(shown).toContain(`Invoice ${JSON.stringify(invoice?.['number'] ?? '').slice(1, -1)}`);
      expect(shown).toContain(Number(invoice?.['total']).toFixed(2));
    }
  });

  it('have a table whose every entry points at its object', () => {
    for (const pdf of pdfs) {
      const text = Buffer.from(pdf.content()).toString('latin1');
      const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
      expect(text.slice(table, table + 4)).toBe('xref');
      const offsets = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map((match) => Number(match[1]));
      for (const [at, offset] of offsets.entries()) expect(text.slice(offset, offset + 7)).toBe(`${at + 1} 0 obj`);
      const stream = /<< \/Length (\d+) >>\nstream\n/.exec(text);
      expect(text.slice((stream?.index ?? 0) + (stream?.[0].length ?? 0) + Number(stream?.[1])).startsWith('\nendstream')).toBe(true);
    }
  });

  it('are the same bytes each time', () => {
    for (const pdf of pdfs.slice(0, 10)) expect(Buffer.compare(pdf.content(), pdf.content())).toBe(0);
  });
});

it('product pictures are PNGs that unpack to 16 rows of 16 points', () => {
  const pictures = business.files.filter((file) => file.contentType === 'image/png').map((file) => Buffer.from(file.content()));
  expect(pictures.length).toBeGreaterThan(5);
  for (const picture of pictures) {
    expect(picture.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    const data = picture.indexOf('IDAT');
    expect(inflateSync(picture.subarray(data + 4, data + 4 + picture.readUInt32BE(data - 4))).length).toBe(16 * 17);
  }
  expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(pictures.length);
});
