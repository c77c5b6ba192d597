import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pageSections } from '../../../electron/engine/runbook/page.ts';
import { printRunbook } from '../../../electron/engine/runbook/pdf-runbook.ts';
import type { RunbookText } from '../../../electron/engine/runbook/runbook.ts';
import { needs } from '../../support/needs.ts';
import { runbookFactsOfShop, wholeRunbook } from '../../support/runbook.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-runbook-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function printed(text: RunbookText, facts = runbookFactsOfShop) {
  const { pdf, cutShort } = await printRunbook({ app: facts.app, sections: pageSections(text, facts, {}), writtenAt: new Date('2026-03-04T10:00:00Z'), version: '1.2.3' });
  const file = path.join(folder, 'runbook.pdf');
  await writeFile(file, pdf);
  return { cutShort, text: execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }), info: execFileSync('pdfinfo', [file], { encoding: 'utf8' }), boxes: execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8' }) };
}

describe('the printed page', () => {
  beforeEach((context) => needs(context, 'pdftotext'));

  it('has everything, on one page of A4', async () => {
    const { cutShort, text, info } = await printed(wholeRunbook);
    expect(cutShort).toEqual([]);
    expect(info).toMatch(/Pages: +1\n/);
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toContain('(A4)');
    for (const part of ['Emergency runbook for Shop', '+44 20 7946 0000', '/media/drive/shop', 'In the safe', 'The domain is at Gandi', 'tried on 1 March 2026', 'Something is wrong with Shop', 'Order: at least 1,000']) expect(text).toContain(part);
  });

  it('stays one page with twelve people, long texts, many places, other scripts and pictures, and says what is cut', async () => {
    const people = Array.from({ length: 12 }, (_, n) => ({ name: `${'محمد بن عبد الله 🎉 '.repeat(4)}${n}`.slice(0, 80), roles: ['declares' as const, 'restores' as const, 'tells-customers' as const, 'deputy' as const], phone: `+${'4'.repeat(39)}`, email: `${'m'.repeat(110)}@x.example` }));
    const places = Array.from({ length: 9 }, (_, n) => ({ name: `Place ${n} ${'W'.repeat(50)}`, location: `/${'folder-of-a-long-name/'.repeat(40)}${n}`, kind: 's3' as const, notes: ['Bucket '.repeat(60)] }));
    const text: RunbookText = { ...wholeRunbook, people, notes: `${'W'.repeat(999)}\n${'word '.repeat(200)}`, messages: [{ id: 'we-know', text: 'שלום עולם '.repeat(400) }, { id: 'progress', text: '🎉'.repeat(2000) }, { id: 'over', text: '\n'.repeat(2000) + 'x '.repeat(1000) }] };
    const { cutShort, info, text: shown, boxes } = await printed(text, { ...runbookFactsOfShop, app: 'W'.repeat(60), places, goldenChecks: Array.from({ length: 200 }, (_, n) => `Check ${n} of ${'x'.repeat(100)}`) });
    expect(info).toMatch(/Pages: +1\n/);
    expect(cutShort).toEqual(expect.arrayContaining(['Who does what', 'Where the backups are', 'What must be true afterwards', 'What to tell customers']));
    expect(shown).toContain('continued in Holdfast, and in runbook.md');
    // The steps and the proofs are what the page is for.
    for (const part of ['What to do', 'What was proved', 'README.txt']) expect(shown).toContain(part);
    const bounds = [...boxes.matchAll(/xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.]+)" yMax="([\d.]+)"/g)].map((box) => box.slice(1).map(Number));
    for (const [left = 0, upper = 0, right = 0, lower = 0] of bounds) {
      expect(left).toBeGreaterThan(20);
      expect(upper).toBeGreaterThan(10);
      expect(right).toBeLessThan(575);
      expect(lower).toBeLessThan(832);
    }
  });
});
