import { describe, expect, test } from 'vitest';
import { newsSentence } from '../../../../electron/main/updates/news-sentence.ts';

describe('what is new, in a sentence', () => {
  test.each([
    ['Restores are faster.', 'Restores are faster.'],
    ['Restores are faster. Drills, too.', 'Restores are faster.'],
    ['# 0.2.0\n\n### Added\n- **Updates** by [themselves](https://example.org/x). And more.\n- Other', 'Updates by themselves.'],
    ['<h2>New</h2><p>Faster&nbsp;restores</p><script>alert(1)</script>', 'New Faster restores'],
    ['What is new:\n1. Version 1.2 of the format', 'Version 1.2 of the format'],
    ['<img src=x onerror=alert(1)>', undefined],
    ['', undefined],
    ['a < b and <not closed', 'a b and not closed'],
    ['Safe\u202Egnp.exe\u0007 name', 'Safe gnp.exe name'],
  ])('%j', (notes, sentence) => {
    expect(newsSentence(notes)).toBe(sentence);
  });

  test('what is too long is cut', () => {
    const sentence = newsSentence(`${'word '.repeat(10_000)}.`);
    expect(sentence).toHaveLength(200);
    expect(sentence?.endsWith('…')).toBe(true);
  });

  test('notes made to be slow to read are read at once', () => {
    const begun = performance.now();
    for (const piece of ['<', '[', '<script', '![](', '- ', '. ', '**', '\n#']) newsSentence(piece.repeat(1_000_000));
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});
