import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isKnownEvent } from '../../../electron/reports/known-events.ts';
import { uncertainNote } from '../../../electron/engine/leases/schedule-claims.ts';

const electron = path.join(import.meta.dirname, '..', '..', '..', 'electron');

/** What the sources log, by the sentence that stands there. */
function sentences(): readonly string[] {
  const files = readdirSync(electron, { recursive: true, encoding: 'utf8' }).filter((name) => /^(?:engine|hosts|main)[\\/].*\.ts$/.test(name));
  const texts = files.map((name) => readFileSync(path.join(electron, name), 'utf8'));
  return [uncertainNote, ...texts.flatMap((text) => [...text.matchAll(/(?:\blog|\.problem|#unknown)\(\s*'([A-Z][^']*)'/g)].map(([, sentence = '']) => sentence))];
}

it('the log knows every sentence that the sources write to it', () => {
  const found = sentences();
  expect(found.length).toBeGreaterThan(50);
  expect(found.filter((sentence) => !isKnownEvent(sentence))).toEqual([]);
});
