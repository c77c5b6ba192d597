import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { isHoldfastError } from '../../../../shared/model/errors.ts';
import type { Manifest } from '../../../../shared/model/snapshot.ts';
import { diffSnapshots } from '../../compare/diff-snapshots.ts';
import type { DiffReport } from '../../engine.ts';
import type { SnapshotName } from '../../vault/format/names.ts';
import type { OpenReader } from '../../vault/open-reader.ts';
import { readIfThere } from '../../vault/read-if-there.ts';
import { type AlarmCause, causeKey } from '../alarms/alarm.ts';
import { withIncident } from '../alarms/find-causes.ts';
import { defaultThresholds } from '../alarms/thresholds.ts';
import type { BackupFigures, TableFigures } from '../figures/figures.ts';
import { sawAll } from '../figures/measure.ts';
import type { WatchMemory } from '../watch-memory.ts';
import { farBack, firstWhole } from './far-back.ts';
import { FieldBalance } from './field-balance.ts';
import { slowLoss } from './slow-loss.ts';
import { turnedOverSince, usualBefore, usualMs } from './turnover.ts';

/** What crept away since this backup. */
export interface CreptAway {
  readonly healthy: string;
  readonly causes: readonly AlarmCause[];
}

export interface LookBack {
  /** The home directory. */
  readonly home: string;
  readonly signal: AbortSignal;
  /** Backups before it, newest first. */
  readonly earlier: readonly SnapshotName[];
  /** What it shows beside the one right before: that is told of already. */
  readonly told: readonly AlarmCause[];
}

/** With what it counted so far. */
type Remembered = Pick<WatchMemory, 'alarms' | 'thresholds' | 'settledAt' | 'turnover'>;

/**
 * What is lost little by little: too little from each backup to the next to tell of, and much since long ago. Asked only of tables that lost
 * something this time, so a backup in which nothing went costs nothing; and compared record by record only where the numbers say that it may be.
 * What a person answered before is not told of again.
 * @throws what the place throws
 */
export async function lookBack({ vault, reader }: OpenReader, figures: BackupFigures, memory: Remembered, options: LookBack): Promise<readonly CreptAway[]> {
  const { earlier, signal, home } = options;
  const suspects = figures.comparedWith === null ? [] : figures.tables.filter(lostSomething);
  if (suspects.length === 0) return [];
  const found: CreptAway[] = [];
  for (const [since, tables] of Map.groupBy(suspects, ({ name }) => answeredIn(memory, name))) {
    const from = await firstWhole(vault, farBack(earlier.filter(({ name }, index) => index === 0 || since === undefined || name >= since), new Date(figures.startedAt)), signal);
    if (from === undefined) continue;
    const asked = questions(tables, { from, figures, memory, told: options.told });
    if (!asked.some(isLikely)) continue;
    const to = await readIfThere(vault, figures.snapshot, signal);
    if (to === undefined) continue;
    const seen = await compared(reader, from, to, asked, { signal, scratch: path.join(home, 'scratch', `watch-${randomUUID()}`) });
    const causes = asked.flatMap((question) => causeIn(question, seen));
    if (causes.length > 0) found.push({ healthy: from.id, causes });
  }
  return found;
}

function lostSomething({ state, deleted, unsure, sawAllItMay, blanked }: TableFigures): boolean {
  return state === 'compared' && ((deleted ?? (sawAllItMay ? (unsure?.deleted ?? 0) : 0)) > 0 || blanked.length > 0);
}

/** The newest backup of which a person said what its loss in this table was: from there on it counts anew. */
function answeredIn({ alarms, settledAt }: Remembered, table: string): string | undefined {
  const answered = alarms.flatMap((alarm) => (alarm.table === table && alarm.answer !== undefined ? [alarm.latest ?? alarm.snapshot ?? alarm.healthy ?? ''] : []));
  return [...answered, settledAt.get(table) ?? ''].filter((name) => name !== '').toSorted().at(-1);
}

/** Of one table's records, or one of its fields: what the numbers say before anything is compared. */
interface Question {
  readonly kind: 'records-lost' | 'field-blanked';
  readonly table: string;
  readonly field?: string;
  readonly of: number;
  readonly now: number;
  /** At most so many went, as far as it was counted. */
  readonly atMost: number | undefined;
  readonly usual: number | undefined;
  readonly made: number;
  readonly threshold: Parameters<typeof slowLoss>[1];
}

interface Asking {
  readonly from: Manifest;
  readonly figures: BackupFigures;
  readonly memory: Remembered;
  readonly told: readonly AlarmCause[];
}

function questions(tables: readonly TableFigures[], { from, figures, memory, told }: Asking): readonly Question[] {
  const then = new Date(from.startedAt);
  const longer = Math.max(1, (Date.parse(figures.startedAt) - then.getTime()) / usualMs);
  const isTold = new Set(told.map(causeKey));
  const { turnover, thresholds } = memory;
  return tables.flatMap((table): readonly Question[] => {
    const entity = from.entities.find(({ name }) => name === table.name);
    if (entity === undefined || table.after === null || !sawAll(entity) || !table.sawAllItMay) return [];
    const { lost, blanked } = thresholds.get(table.name) ?? defaultThresholds;
    const usual = (counted: Parameters<typeof usualBefore>[2]): number | undefined => {
      const before = usualBefore(turnover, table.name, counted, then);
      return before === undefined ? undefined : before * longer;
    };
    const common = { table: table.name, of: entity.records, now: table.after, made: turnedOverSince(turnover, table.name, 'created', then) ?? 0 };
    const records: Question = { ...common, kind: 'records-lost', atMost: turnedOverSince(turnover, table.name, 'deleted', then), usual: usual('deleted'), threshold: lost };
    const fields = table.blanked
      .filter(({ field }) => !table.vanished.includes(field))
      .map(({ field }): Question => ({ ...common, kind: 'field-blanked', field, atMost: turnedOverSince(turnover, table.name, { blanked: field }, then), usual: usual({ blanked: field }), threshold: blanked }));
    return [records, ...fields].filter((question) => !isTold.has(causeKey(question)));
  });
}

function isLikely({ kind, of, now, atMost, usual, made, threshold }: Question): boolean {
  // Nobody counted: a field's values are looked at one by one, records by their number.
  if (kind === 'field-blanked') return atMost === undefined || slowLoss({ of, gone: atMost, made: 0, fewer: atMost, usual }, threshold) > 0;
  return slowLoss({ of, gone: atMost ?? of - now, made: atMost === undefined ? 0 : made, fewer: of - now, usual }, threshold) > 0;
}

interface Seen {
  /** Undefined where a part of the older backup is damaged: then the numbers must do. */
  readonly report: DiffReport | undefined;
  readonly balances: ReadonlyMap<string, FieldBalance>;
}

async function compared(reader: OpenReader['reader'], from: Manifest, to: Manifest, asked: readonly Question[], options: { readonly signal: AbortSignal; readonly scratch: string }): Promise<Seen> {
  const balances = new Map<string, FieldBalance>();
  const observe = ({ name }: { readonly name: string }): FieldBalance => {
    const balance = new FieldBalance(asked.flatMap(({ table, field }) => (table === name && field !== undefined ? [field] : [])));
    balances.set(name, balance);
    return balance;
  };
  try {
    return { report: await diffSnapshots(reader, from, to, { ...options, observe }), balances };
  } catch (error) {
    if (isHoldfastError(error, 'corrupt')) return { report: undefined, balances: new Map() };
    throw error;
  }
}

function causeIn(question: Question, { report, balances }: Seen): readonly AlarmCause[] {
  const { kind, table, field, of, now, usual, threshold } = question;
  const diff = report?.entities.find(({ name }) => name === table);
  if (field !== undefined) {
    const gone = diff?.fieldsGone.includes(field) === true ? 0 : (diff?.blankedFields.find((each) => each.field === field)?.records ?? 0);
    const made = balances.get(table)?.filled(field) ?? 0;
    const records = slowLoss({ of, gone, made, fewer: gone - made, usual }, threshold);
    return records === 0 ? [] : [withIncident({ kind, table, field, records, of }, report?.incidents ?? [])];
  }
  const gone = diff === undefined ? of - now : diff.deleted + (diff.unsure?.deleted ?? 0);
  const records = slowLoss({ of, gone, made: diff === undefined ? question.made : diff.created, fewer: of - now, usual }, threshold);
  return records === 0 ? [] : [withIncident({ kind, table, records, of }, report?.incidents ?? [])];
}

