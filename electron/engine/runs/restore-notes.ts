import { randomUUID } from 'node:crypto';
import { isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import { noteBeside } from '../activity/journal.ts';
import type { StoredEvent } from '../activity/event.ts';
import type { RestoreReport } from '../restore/restore-desk.ts';
import type { Clock } from '../ports/clock.ts';
import { endOf } from './restore-results.ts';

interface Noting {
  readonly home: string;
  readonly clock: Clock;
  /** As the settings name it. */
  readonly app: string;
  readonly kind: 'restore' | 'undo' | 'resume';
}

/** Does something that changes an app, and notes in Activity what came of it, as the command line's. */
export async function notedByCommandLine({ home, clock, app, kind }: Noting, work: () => Promise<RestoreReport>): Promise<RestoreReport> {
  const began = clock.monotonic();
  const note = async (more: Pick<StoredEvent, 'outcome' | 'records' | 'error'>): Promise<void> => {
    const event: StoredEvent = { id: randomUUID(), at: clock.now().toISOString(), kind: 'run-ended', app, runId: randomUUID(), runKind: kind, via: 'command-line', durationMs: clock.monotonic() - began, ...more };
    // What was done is done, also where nobody could note it; its receipt tells of it.
    await noteBeside(home, event).catch(() => undefined);
  };
  let report: RestoreReport;
  try {
    report = await work();
  } catch (error) {
    await note(isHoldfastError(error, 'cancelled') ? { outcome: 'cancelled' } : { outcome: 'failed', error: toPlainError(error) });
    throw error;
  }
  const { receipt } = report;
  if (receipt !== undefined) await note({ outcome: endOf([receipt]), records: receipt.verified });
  return report;
}
