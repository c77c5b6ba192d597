import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../../../../shared/model/lines.ts';

async function* piecesOf(pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
}

describe('splitLines', () => {
  it('splits at line feeds only, however the text is cut into pieces', async () => {
    const anyLine = fc.string({ unit: fc.constantFrom('a', '\u2028', '\u2029', '\r', '"', 'é') });
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine), fc.array(fc.nat({ max: 5 })), async (lines, sizes) => {
        let rest = lines.map((line) => `${line}\n`).join('');
        const pieces: string[] = [];
        for (const size of sizes) {
          pieces.push(rest.slice(0, size));
          rest = rest.slice(size);
        }
        expect(await Array.fromAsync(splitLines(piecesOf([...pieces, rest])))).toEqual(lines);
      }),
    );
  });

  it('gives a last line that nothing ends', async () => {
    expect(await Array.fromAsync(splitLines(piecesOf(['one\ntw', 'o'])))).toEqual(['one', 'two']);
  });
});
