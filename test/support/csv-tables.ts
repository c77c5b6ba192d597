import fc from 'fast-check';

/** A random table and the way it is written, for property tests. */
export interface WrittenTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly dialect: Dialect;
}

export interface Dialect {
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly lineEnding: '\n' | '\r\n' | '\r';
  readonly finalLineEnding: boolean;
  readonly quoting: 'needed' | 'edge-spaces' | 'spaces' | 'columns' | 'all';
  readonly encoding: 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

const cell = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.integer().map(String) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 2, arbitrary: fc.constantFrom('true', 'false', 'TRUE', 'False', 'null', 'NaN', '007', '1.50', '+1', '1e3', '-0', '1234567890123456789', '=1+2', '-', '.5', '5.') },
  { weight: 3, arbitrary: fc.constantFrom(' lead', 'trail ', 'two words', 'say "hi"', '"', '""', 'a,b', 'a;b', 'a\tb', 'a|b', 'line\nbreak', 'line\r\nbreak', 'ret\rurn', "it's", 'sep=;') },
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', ' ', ',', ';', '"', '\t', '|', '\n', '\r', '0'), maxLength: 8 }) },
);

/** Characters of many planes. */
const unicodeCell = fc.oneof({ weight: 4, arbitrary: cell }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }).filter(isPrintable) });
/** A character of Windows-1252 between ASCII letters is no UTF-8 by chance. */
const westernCell = fc.oneof({ weight: 4, arbitrary: cell }, { weight: 1, arbitrary: fc.constantFrom('café au lait', 'Müller', 'x€5', 'naïve', 'œuvre d', '“x”') });

const dialect: fc.Arbitrary<Dialect> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  lineEnding: fc.constantFrom('\n', '\r\n', '\n', '\r\n', '\r'),
  finalLineEnding: fc.boolean(),
  quoting: fc.constantFrom('needed', 'needed', 'edge-spaces', 'spaces', 'columns', 'all'),
  encoding: fc.constantFrom('utf-8', 'utf-8', 'utf-8 with mark', 'utf-16le', 'utf-16be', 'windows-1252'),
});

/** Tables of two columns or more with plain, different names, written by one rule throughout. */
export const writtenTable: fc.Arbitrary<WrittenTable> = dialect.chain((chosen) =>
  fc
    .record({
      width: fc.integer({ min: 2, max: 6 }),
      quotedColumns: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      cells: fc.array(fc.array(chosen.encoding === 'windows-1252' ? westernCell : unicodeCell, { minLength: 6, maxLength: 6 }), { maxLength: 12 }),
      repeats: fc.boolean(),
    })
    .map(({ width, quotedColumns, cells, repeats }) => {
      const header = Array.from({ length: width }, (_, index) => `col${String.fromCodePoint(97 + index)}`);
      // Only a file without line feeds is one whose returns end rows.
      const wanted = cells.map((row) => row.slice(0, width).map((text) => (chosen.lineEnding === '\r' ? text.replaceAll('\n', '') : text)));
      const rows = repeats ? [...wanted, ...wanted.slice(0, 3)] : wanted;
      if (chosen.encoding === 'windows-1252') rows.push(Array.from({ length: width }, (_, index) => (index === 0 ? 'café s' : 'x')));
      const text = writeTable([header, ...rows], chosen, quotedColumns);
      return { header, rows, text, bytes: encode(text, chosen.encoding), dialect: chosen };
    }),
);

function writeTable(lines: readonly (readonly string[])[], { delimiter, lineEnding, finalLineEnding, quoting }: Dialect, quotedColumns: readonly boolean[]): string {
  const written = lines.map((cells) => cells.map((text, index) => (quoted(text, index) ? `"${text.replaceAll('"', '""')}"` : text)).join(delimiter));
  return written.join(lineEnding) + (finalLineEnding ? lineEnding : '');

  function quoted(text: string, column: number): boolean {
    if (quoting === 'all' || text.includes(delimiter) || /["\r\n]/.test(text)) return true;
    if (text === '') return false;
    if (quoting === 'edge-spaces') return /^ | $/.test(text);
    if (quoting === 'spaces') return text.includes(' ');
    return quoting === 'columns' && quotedColumns[column] === true;
  }
}

const western = new Map(Array.from(new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))).map((character, byte) => [character, byte]));

function encode(text: string, encoding: Dialect['encoding']): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8 with mark':
      return Buffer.from(`\ufeff${text}`);
    case 'utf-16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    case 'windows-1252':
      return Uint8Array.from(text, (character) => western.get(character) ?? 0x3f);
  }
}

/** No control characters: many of them in a small file look like no text at all. */
function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text) && text.isWellFormed();
}
