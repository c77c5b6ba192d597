import { causeKey } from '../../../shared/model/cause-key.ts';
import { appOf, type Cause, isGraver, patienceOf, severityOf } from './cause.ts';
import type { AlertState, Letter, StoredAlert } from './state.ts';
import { messageOf, resolvedMessageOf } from './words.ts';

/** A channel that people read, and what it is to get. */
export interface Reader {
  readonly id: string;
  readonly apps: 'all' | readonly string[];
  readonly least: 'alarm' | 'warning';
}

export interface AlertFacts {
  /** What holds now. */
  readonly causes: readonly Cause[];
  /** Of a cause that is not among them: would it be, if it still held? Without that it is not over. */
  readonly wouldBeSeen: (cause: Cause) => boolean;
  /** When a person said that they have seen an alert, by its id. */
  readonly acknowledged: ReadonlyMap<string, string>;
  readonly readers: readonly Reader[];
}

/** An alert that nobody put right for so long is told to every channel, in milliseconds. */
const escalatesMs = 24 * 3_600_000;
/** Resolved ones that are remembered. */
const keptResolved = 200;

/**
 * What becomes of the alerts, and the letters that are to be sent because of it. Of a cause there is one open alert at most; it ends by evidence alone;
 * a reader gets of each at most that it opened, that it lasts or became worse, and that it is over. Pure: the same again from the same state
 * and facts, and nothing new from its own result.
 */
export function alertsAfter(state: AlertState, { causes, wouldBeSeen, acknowledged, readers }: AlertFacts, now: Date): AlertState {
  const at = now.toISOString();
  const holding = new Map(causes.map((cause) => [causeKey(cause), cause]));
  const letters: Letter[] = [];
  const write = (alert: StoredAlert, what: 'opened' | 'escalated' | 'resolved', readerIds: readonly string[]): void => {
    const said = what === 'resolved' ? resolvedMessageOf(alert.cause) : messageOf(alert.cause);
    const app = appOf(alert.cause);
    const message = { alert: alert.id, kind: alert.cause.kind, severity: alert.severity, ...said, ...(app === undefined ? {} : { app }) };
    for (const channel of readerIds) letters.push({ id: `${alert.id}-${what}-${channel}`, channel, at, content: { kind: 'alert', what, message }, tries: 0, notBefore: at });
  };

  let next = state.next;
  const known = new Set(state.alerts.filter(isOpen).map(({ key }) => key));
  const opened = [...holding].flatMap(([key, cause]): StoredAlert[] => {
    if (known.has(key)) return [];
    const id = `a${next}`;
    next += 1;
    return [{ id, key, cause, severity: severityOf(cause), openedAt: at, gravestAt: at, told: [] }];
  });

  const alerts = [...state.alerts, ...opened].map((before): StoredAlert => {
    if (!isOpen(before)) return before;
    const cause = holding.get(before.key);
    if (cause === undefined) {
      if (!wouldBeSeen(before.cause)) return before;
      write(before, 'resolved', before.told.filter((id) => readers.some((reader) => reader.id === id)));
      return { ...before, resolvedAt: at };
    }
    return tell(heard(updated(before, cause, at), acknowledged), readers, now, write);
  });
  return { ...state, next, alerts: forgetting(alerts), letters: [...state.letters, ...letters] };
}

export function isOpen({ resolvedAt }: StoredAlert): boolean {
  return resolvedAt === undefined;
}

/** Did it hold long enough that people hear of it? */
export function isReady({ cause, severity, openedAt }: StoredAlert, now: Date): boolean {
  return severity !== 'note' && now.getTime() - Date.parse(openedAt) >= patienceOf(cause);
}

/** What is known of it now. Grave once is grave until it is resolved; whoever saw it before it became graver has not seen this. */
function updated(alert: StoredAlert, cause: Cause, at: string): StoredAlert {
  const severity = severityOf(cause);
  if (!isGraver(severity, alert.severity)) return { ...alert, cause };
  const { acknowledgedAt: _seen, ...rest } = alert;
  return { ...rest, cause, severity, gravestAt: at };
}

function heard(alert: StoredAlert, acknowledged: AlertFacts['acknowledged']): StoredAlert {
  const at = acknowledged.get(alert.id);
  return at === undefined || at < alert.gravestAt || alert.acknowledgedAt !== undefined ? alert : { ...alert, acknowledgedAt: at };
}

function tell(alert: StoredAlert, readers: readonly Reader[], now: Date, write: (alert: StoredAlert, what: 'opened' | 'escalated', readerIds: readonly string[]) => void): StoredAlert {
  if (alert.acknowledgedAt !== undefined || !isReady(alert, now)) return alert;
  const app = appOf(alert.cause);
  // A channel cannot be told of its own trouble through itself, and one that is for some apps never hears of others.
  const may = readers.filter(({ id, apps }) => !(alert.cause.kind === 'channel-failing' && alert.cause.channel === id) && (apps === 'all' || app === undefined || apps.includes(app)));
  const isWorse = alert.gravestAt > alert.openedAt;
  const escalates = alert.escalatedAt === undefined && (isWorse || now.getTime() - Date.parse(alert.openedAt) >= escalatesMs + patienceOf(alert.cause));
  if (escalates) {
    write(alert, 'escalated', may.map(({ id }) => id));
    return { ...alert, escalatedAt: now.toISOString(), told: union(alert.told, may) };
  }
  const news = may.filter(({ id, least }) => !alert.told.includes(id) && (least === 'warning' || alert.severity === 'alarm'));
  if (news.length === 0) return alert;
  write(alert, 'opened', news.map(({ id }) => id));
  return { ...alert, told: union(alert.told, news) };
}

function union(told: readonly string[], readers: readonly Reader[]): string[] {
  return [...new Set([...told, ...readers.map(({ id }) => id)])];
}

function forgetting(alerts: readonly StoredAlert[]): StoredAlert[] {
  const resolved = alerts.filter((alert) => !isOpen(alert));
  const gone = new Set(resolved.slice(0, Math.max(0, resolved.length - keptResolved)).map(({ id }) => id));
  return alerts.filter(({ id }) => !gone.has(id));
}
