import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Journal, openJournal } from '../../../electron/engine/activity/journal.ts';
import type { RestoreReport } from '../../../electron/engine/restore/restore-desk.ts';
import { notedByCommandLine } from '../../../electron/engine/runs/restore-notes.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const receipt = { id: 'r', app: 'Shop', into: 'Shop', snapshot: 's', startedAt: '', endedAt: '', asked: 4, written: 4, verified: 4, mended: 0, skipped: 0, failed: 0, steps: [], leftAlone: [], failures: [], remapped: [], safetySnapshot: null, file: null };
const report: RestoreReport = { plan: { id: 'r', app: 'Shop', into: 'Shop', snapshot: 's', steps: [], leftAlone: [], cannot: [], references: [], notes: [], tables: [], records: 4, seconds: 0 }, receipt };

describe('a restore by the command line', () => {
  let home: string;
  let journal: Journal;
  const clock = new FakeClock({ start: '2026-01-14T12:00:00Z' });

  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'holdfast-notes-'));
    let events = 0;
    // The engine beside it, which was there first.
    journal = await openJournal({ home, clock, newId: () => `e-${(events += 1)}`, log: () => undefined });
    await journal.append({ kind: 'engine-started' });
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  const noted = async (work: () => Promise<RestoreReport>) => notedByCommandLine({ home, clock, app: 'Shop', kind: 'restore' }, work);

  it('is in Activity with what came of it and by whom, also of an engine that was running already', async () => {
    await noted(async () => report);
    await journal.append({ kind: 'paused' });
    await expect(noted(async () => Promise.reject(new HoldfastError('network', 'Away.', { nextStep: 'Try again.' })))).rejects.toMatchObject({ code: 'network' });
    const { events } = await journal.list({ limit: 9 });
    expect(events.map(({ kind, outcome, via, records }) => [kind, outcome, via, records])).toStrictEqual([
      ['run-ended', 'failed', 'command-line', undefined],
      ['paused', undefined, undefined, undefined],
      ['run-ended', 'done', 'command-line', 4],
      ['engine-started', undefined, undefined, undefined],
    ]);
    expect(events[0]?.error).toMatchObject({ message: 'Away.' });
  });

  it('leaves no note of a plan that was only looked at', async () => {
    await noted(async () => ({ plan: report.plan }));
    expect((await journal.list({ limit: 9 })).events).toHaveLength(1);
  });
});
