import { describe, expect, it } from 'vitest';
import type { EmergencyRecord } from '../../../electron/engine/emergencies/record.ts';
import { timelineMarkdown } from '../../../electron/engine/emergencies/timeline-markdown.ts';
import { timelinePdf } from '../../../electron/engine/emergencies/timeline-pdf.ts';

const record: EmergencyRecord = {
  format: 'holdfast-emergency/1',
  id: '2026-03-10T09-00-00Z-0a1b2c3d',
  app: 'Harbour & Pine',
  startedAt: '2026-03-10T09:00:00.000Z',
  endedAt: '2026-03-10T10:08:00.000Z',
  what: 'Orders are gone',
  objectiveHours: 1,
  measuredMs: 12 * 60_000,
  backAt: '2026-03-10T09:38:00.000Z',
  pins: { state: 'done', wanted: [{ backup: '20260310T080000Z', startedAt: '2026-03-10T08:00:00.000Z', wasPinned: false, isPinned: true }], unpinned: true },
  broken: { state: 'done', backup: '20260310T090001Z', startedAt: '2026-03-10T09:00:01.000Z', doneAt: '2026-03-10T09:01:00.000Z', found: '1,204 records are kept as they were and read back.' },
  steps: [
    { id: 'freeze', state: 'done', at: '2026-03-10T09:03:00.000Z', seen: false },
    { id: 'logs', state: 'skipped', at: '2026-03-10T09:04:00.000Z', seen: false },
    { id: 'decide', state: 'done', at: '2026-03-10T09:05:00.000Z', seen: false, found: 'bring back data.' },
    { id: 'restore', state: 'done', at: '2026-03-10T09:38:00.000Z', seen: true, found: '25 records of Order were brought back, all of it read back.' },
  ],
  decision: 'restore-data',
  problems: [{ about: 'pins', says: 'Not every pin could be set: “Drive” could not be reached.' }],
  timeline: [
    { at: '2026-03-10T09:00:00.000Z', by: 'person', says: 'An emergency was declared: “Orders are gone”.' },
    { at: '2026-03-10T09:38:00.000Z', by: 'holdfast', says: '25 records of Order were brought back, all of it read back.', about: 'restore:1' },
  ],
  messages: [],
  learnt: 'Back up first.\n\n1. Then ask the AI.',
};
const words = { record, platform: 'base44', timeZone: 'Europe/Oslo', now: new Date('2026-03-10T11:00:00.000Z'), version: '1.2.3' } as const;

describe('the written timeline', () => {
  it('says what happened when, how long it took, what came back and what was learnt', () => {
    expect(timelineMarkdown(words)).toMatchSnapshot();
  });

  it('says what is not known, and what is still open', () => {
    const { endedAt: _e, backAt: _b, objectiveHours: _o, measuredMs: _m, learnt: _l, ...open } = record;
    const text = timelineMarkdown({ ...words, record: { ...open, pins: { state: 'nothing', wanted: [], unpinned: false }, broken: { state: 'failed', error: { code: 'network', message: 'The app does not answer.', nextStep: 'Wait.' } } } });
    for (const said of ['Not yet: open for 2 h', 'read back nothing', 'None was set', 'No drill had measured', 'None was pinned', 'It was not kept', 'It failed: The app does not answer', 'Nothing was written down']) expect(text).toContain(said);
  });

  it('keeps text text: nothing that anybody wrote makes a heading, a row, a link, a picture or HTML', () => {
    const nasty = '# Big\n| a | b |\n<script>alert(1)</script> ![x](https://evil.example/p.png) [here](javascript:x) `code` **b** &lt; \u202Egnp.exe www.evil.example\n- list\n2) no';
    const text = timelineMarkdown({ ...words, record: { ...record, app: nasty, what: nasty, learnt: nasty, timeline: [{ at: record.startedAt, by: 'person', says: nasty }], problems: [{ about: 'x', says: nasty }] } });
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toEqual([expect.stringMatching(/^# Emergency: \\# Big/), '## What happened', '## What was done', '## What did not work', '## What was learnt']);
    expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
    expect(text).not.toMatch(/<script|(?<!\\)!?\[|(?<!\\)\]\(|(?<!\\)`|\u202E|https:\/\/|www\.|&lt; /);
    for (const line of text.split('\n\n').slice(-5)) expect(line).not.toMatch(/^(?:- list|2\))/);
  });

  it('is a PDF of as many pages as it takes', async () => {
    const long = { ...record, timeline: Array.from({ length: 36 }, (_, n) => ({ at: record.startedAt, by: 'person' as const, says: `${n}: ${'what was seen '.repeat(n % 12 === 0 ? 120 : 4)}` })) };
    const pages = (pdf: Uint8Array): number => Buffer.from(pdf).toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    expect(pages(await timelinePdf({ ...words, record: long }, []))).toBeGreaterThan(2);
  });
});
