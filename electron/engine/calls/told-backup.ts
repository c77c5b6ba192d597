import { isHoldfastError, type PlainError, toPlainError } from '../../../shared/model/errors.ts';
import type { Journal } from '../activity/journal.ts';
import type { AlertKeeper } from '../alerts/alert-keeper.ts';
import type { TellingOptions, ToldRequest } from '../alerts/alert-desk.ts';
import { send } from '../alerts/channels/send.ts';
import type { LetterContent } from '../alerts/state.ts';
import type { AlertStore } from '../alerts/store.ts';
import type { BackupReport } from '../backup/report.ts';
import { endOf, rememberedRequest, runKindOf } from '../runs/history.ts';
import { backupEnded, type Ended } from '../runs/results.ts';
import type { Run } from '../runs/run.ts';
import { stoppedBy } from '../runs/stopped-by.ts';
import type { StoredChannel } from '../settings/schema.ts';
import type { EngineDependencies } from './dependencies.ts';

/** What keeps a home's alerts for a moment. */
export interface KeptAlerts {
  readonly keeper: AlertKeeper;
  readonly journal: Journal;
  /** Looks into the places and at what ran. */
  readonly look: () => Promise<void>;
}

export interface ToldBackupDeps {
  readonly deps: Pick<EngineDependencies, 'clock' | 'fetch' | 'keychain'>;
  readonly store: Pick<AlertStore, 'read'>;
  readonly newId: () => string;
  /** With the alerts of the home to itself; false where another program keeps them. */
  readonly kept: (work: (alerts: KeptAlerts) => Promise<void>) => Promise<boolean>;
}

/** A backup that a program makes by itself, told as one of the schedule's. @param channels those that are to hear of this app */
export async function toldBackup(parts: ToldBackupDeps, app: string, channels: readonly StoredChannel[], request: ToldRequest, work: () => Promise<BackupReport>, options: TellingOptions): Promise<BackupReport> {
  if (channels.length === 0) return work();
  const { clock } = parts.deps;
  const { reason, label } = request;
  const startedAt = clock.now().toISOString();
  const began = clock.monotonic();
  const run: Run = { id: parts.newId(), request: { kind: 'backup', app, reason, ...(label === undefined ? {} : { label }) }, by: 'person', state: 'running', startedAt, phasesDone: [] };
  await tell(parts, channels, options, 'start', run, async ({ keeper, journal }) => {
    await journal.append({ kind: 'run-started', app, runId: run.id, runKind: runKindOf(run.request), request: rememberedRequest(run.request), by: run.by });
    await keeper.runStarted(run);
  });
  const { ended, end } = await outcomeOf(work, startedAt);
  const { state, error, result, backup } = ended;
  const done: Run = { ...run, state, endedAt: clock.now().toISOString(), ...(error === undefined ? {} : { error }), ...(result === undefined ? {} : { result }) };
  const isProven = result?.kind === 'backup' && result.outcome === 'complete' && result.places.some(({ outcome }) => outcome === 'verified');
  await tell(parts, channels, options, state === 'cancelled' ? undefined : isProven ? 'success' : 'fail', done, async ({ keeper, journal, look }) => {
    await journal.append({
      ...endOf(run, state),
      durationMs: clock.monotonic() - began,
      ...(error === undefined ? {} : { error }),
      ...(ended.stoppedBy === undefined ? {} : { stoppedBy: ended.stoppedBy }),
      ...(backup === undefined ? {} : { backup, records: backup.records }),
      ...(result?.kind === 'backup' ? { bytes: result.uploadedBytes } : {}),
    });
    await keeper.runEnded(done);
    if (state !== 'cancelled') await look();
  });
  return end();
}

/** What became of it, and how it is given back: as it is, or thrown. */
async function outcomeOf(work: () => Promise<BackupReport>, startedAt: string): Promise<{ readonly ended: Ended; readonly end: () => BackupReport }> {
  try {
    const report = await work();
    return { ended: backupEnded(report, startedAt), end: () => report };
  } catch (error) {
    const by = stoppedBy(error);
    const ended: Ended = isHoldfastError(error, 'cancelled') ? { state: 'cancelled' } : { state: 'failed', error: toPlainError(error), ...(by === undefined ? {} : { stoppedBy: by }) };
    return {
      ended,
      end: () => {
        throw error;
      },
    };
  }
}

type Signal = Extract<LetterContent, { kind: 'ping' }>['signal'];

/** Never rejects: a backup is made whoever hears of it. */
async function tell(parts: ToldBackupDeps, channels: readonly StoredChannel[], { onUntold, signal }: TellingOptions, sign: Signal | undefined, run: Run, change: (alerts: KeptAlerts) => Promise<void>): Promise<void> {
  const { deps, store, newId } = parts;
  try {
    const isKept = await parts.kept(async (alerts) => {
      await change(alerts);
      await alerts.keeper.flush(signal);
    });
    if (isKept) {
      const { channels: states } = await store.read();
      for (const { id, name } of channels) {
        const problem = states[id]?.problem;
        if (problem !== undefined) onUntold(name, problem.error);
      }
      return;
    }
    if (sign === undefined) return;
    const at = deps.clock.now().toISOString();
    for (const channel of channels.filter(({ kind }) => kind === 'ping')) {
      const error = await sent(() => send({ fetch: deps.fetch, clock: deps.clock, signal }, deps.keychain, channel, { id: newId(), at, content: { kind: 'ping', signal: sign, run: run.id, app: run.request.app } }));
      if (error !== undefined) onUntold(channel.name, error);
    }
  } catch (error) {
    const plain = toPlainError(error);
    for (const { name } of channels) onUntold(name, plain);
  }
}

async function sent(work: () => Promise<unknown>): Promise<PlainError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return toPlainError(error);
  }
}
