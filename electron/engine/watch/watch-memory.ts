import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import type { Alarm } from './alarms/alarm.ts';
import type { TableThresholds } from './alarms/thresholds.ts';
import { noTurnover, type Turnover } from './slow/turnover.ts';

/** What watching an app's data has to remember: what a person said cannot be found out again. */
export interface WatchMemory {
  /** The newest backup that was looked at; null: none yet. */
  readonly judged: string | null;
  /** Tables whose thresholds a person raised. */
  readonly thresholds: ReadonlyMap<string, TableThresholds>;
  /** Oldest first; answered ones are kept for a while. */
  readonly alarms: readonly Alarm[];
  /** From which backup on a table's records must all be there again, where a person said that what is missing is meant to be. */
  readonly settledAt: ReadonlyMap<string, string>;
  /** What comes and goes in each table, for what goes little by little. */
  readonly turnover: Turnover;
}

const emptyMemory: WatchMemory = { judged: null, thresholds: new Map(), alarms: [], settledAt: new Map(), turnover: noTurnover };

const share = z.number().min(0).max(1);
const threshold = z.strictObject({ share, records: z.int().nonnegative(), anyway: share });
const alarm = z.strictObject({
  id: z.string(),
  kind: z.enum(['records-lost', 'field-blanked', 'table-gone', 'field-gone', 'records-missing']),
  table: z.string(),
  field: z.string().optional(),
  records: z.int().nonnegative(),
  of: z.int().nonnegative(),
  slowly: z.boolean().optional(),
  incident: z.string().optional(),
  raisedAt: z.iso.datetime(),
  snapshot: z.string().optional(),
  latest: z.string().optional(),
  healthy: z.string().nullable(),
  pinnedByAlarm: z.boolean(),
  answer: z.strictObject({ as: z.enum(['expected', 'not-expected']), at: z.iso.datetime() }).optional(),
});
const dayOfTable = z.strictObject({ day: z.string(), created: z.int().nonnegative(), deleted: z.int().nonnegative(), blanked: z.array(z.strictObject({ field: z.string(), records: z.int().nonnegative() })) });
const file = z.strictObject({
  format: z.literal('holdfast-watch/1'),
  judged: z.string().nullable(),
  thresholds: z.array(z.tuple([z.string(), z.strictObject({ lost: threshold, blanked: threshold })])),
  alarms: z.array(alarm),
  settledAt: z.array(z.tuple([z.string(), z.string()])),
  turnover: z.strictObject({ since: z.iso.datetime().nullable(), tables: z.array(z.tuple([z.string(), z.array(dayOfTable)])) }).default({ since: null, tables: [] }),
});

const mostAnswered = 200;

/** @throws corrupt where the file is there and cannot be read: an alarm that is forgotten would let backups go. */
export async function loadMemory(home: string, vaultId: string): Promise<WatchMemory> {
  let text: string;
  try {
    text = await readFile(fileOf(home, vaultId), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return emptyMemory;
    throw unreadable(vaultId, error);
  }
  try {
    const { judged, thresholds, alarms, settledAt, turnover } = file.parse(JSON.parse(text));
    return { judged, thresholds: new Map(thresholds), alarms, settledAt: new Map(settledAt), turnover: { since: turnover.since, tables: new Map(turnover.tables) } };
  } catch (error) {
    throw unreadable(vaultId, error);
  }
}

export async function saveMemory(home: string, vaultId: string, { judged, thresholds, alarms, settledAt, turnover }: WatchMemory): Promise<void> {
  const answered = new Set(alarms.filter((each) => each.answer !== undefined).slice(-mostAnswered));
  const kept = alarms.filter((each) => each.answer === undefined || answered.has(each));
  const days = { since: turnover.since, tables: [...turnover.tables].map(([table, each]): [string, z.input<typeof dayOfTable>[]] => [table, each.map((day) => ({ ...day, blanked: [...day.blanked] }))]) };
  await writeFileDurably(fileOf(home, vaultId), JSON.stringify({ format: 'holdfast-watch/1', judged, thresholds: [...thresholds], alarms: kept, settledAt: [...settledAt], turnover: days } satisfies z.input<typeof file>));
}

export function openAlarms({ alarms }: Pick<WatchMemory, 'alarms'>): readonly Alarm[] {
  return alarms.filter(({ answer }) => answer === undefined);
}

export function directoryOf(home: string, vaultId: string): string {
  return path.join(home, 'watch', vaultId);
}

function fileOf(home: string, vaultId: string): string {
  return path.join(directoryOf(home, vaultId), 'alarms.json');
}

function unreadable(vaultId: string, cause: unknown): HoldfastError {
  return new HoldfastError('corrupt', 'What Holdfast remembers of alarms about this app’s data cannot be read, so no old backup is removed.', {
    nextStep: `Look at the newest backups, then remove the file ${path.join('watch', vaultId, 'alarms.json')} from Holdfast’s folder: alarms and what you said to them are forgotten with it.`,
    details: { reason: 'watch-memory' },
    cause,
  });
}
