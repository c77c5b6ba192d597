import { describe, expect, it } from 'vitest';
import { takenBackWords } from '../../../renderer/src/screens/restore/receipt-words.ts';

describe('a receipt of what was taken back since', () => {
  it.each([
    [['done'], undefined],
    [[undefined, 'done'], undefined],
    [[], undefined],
    [['undone'], 'This was taken back later.'],
    [['undone', 'undone'], 'This was taken back later.'],
    [['undone', 'done', undefined], '1 of these 3 parts was taken back later.'],
    [['undone', 'undone', 'done'], '2 of these 3 parts were taken back later.'],
  ])('%j: %s', (states, words) => {
    expect(takenBackWords(states)).toBe(words);
  });
});
