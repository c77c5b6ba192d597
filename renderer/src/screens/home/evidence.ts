import { t } from '../../strings/translate.ts';
import { hoursInWords } from '../../strings/age.ts';
import { copiesOf } from '../../components/copies/copies.ts';
import type { Overview } from './situation.ts';

/** `unknown` = nobody has measured it. None of them is a grade. */
export type Mark = 'good' | 'weak' | 'attention' | 'unknown';

export interface Evidence {
  readonly mark: Mark;
  readonly text: string;
}

export function whatIsBackedUp(overview: Overview): Evidence {
  const { newest, newestIncomplete, coverage } = overview;
  if (newest === undefined) return lacksKey(overview) ? { mark: 'unknown', text: t('home.q.where.no-key') } : { mark: 'attention', text: t('home.q.what.none') };
  const counted = [t('count.tables', { count: newest.tables }), ...(newest.files > 0 ? [t('count.files', { count: newest.files })] : []), t('count.records', { count: newest.records })].join(', ');
  if (!isNewestInReach(overview)) return { mark: 'unknown', text: t(lacksKey(overview) ? 'home.q.what.no-key' : 'home.q.what.away', { held: counted }) };
  const held = t('home.q.what.whole', { held: counted });
  const lacks = newestIncomplete !== undefined && newestIncomplete.startedAt > newest.startedAt;
  if (lacks) return { mark: 'attention', text: `${held} ${t('home.q.what.newer-lacks')}` };
  return { mark: 'good', text: coverage.length === 0 ? held : `${held} ${t('home.q.what.gaps', { count: coverage.length })}` };
}

/** What a backup holds besides its records, only the backup itself can tell. */
export function isNewestInReach(overview: Overview): boolean {
  const inReach = newestInReach(overview);
  return overview.newest !== undefined && inReach !== undefined && inReach >= overview.newest.startedAt;
}

/** When the newest backup that could be taken out this minute began to read: one in a place that is away saves nobody today. */
export function newestInReach({ places }: Overview): string | undefined {
  return places.flatMap((place) => (place.reachable && place.newestVerified !== undefined ? [place.newestVerified] : [])).toSorted().at(-1);
}

export function howOften({ schedule: { everyHours }, days, objectiveHours }: Overview): Evidence {
  const backups = days.reduce((sum, day) => sum + day.backups, 0);
  const failures = days.reduce((sum, day) => sum + day.failures, 0);
  const counted = t('home.q.often.month', { count: backups });
  const history = failures === 0 ? (backups === 0 ? t('home.q.often.none') : t('home.q.often.clean', { backups: counted })) : t('home.q.often.failures', { backups: counted, count: failures });
  const period = everyHours === null ? t('home.q.often.by-hand') : t('home.q.often.every', { period: hoursInWords(everyHours) });
  const isTight = everyHours !== null && (objectiveHours === undefined || everyHours <= objectiveHours);
  return { mark: isTight ? (failures === 0 ? 'good' : 'weak') : 'attention', text: `${period} ${history}` };
}

/** Who holds the way back in, as far as somebody proved it; not longer than the proof counts. */
export function whoActs({ kitProvedAt, needs }: Overview, isSample: boolean): Mark {
  const isOld = needs.some(({ kind }) => kind === 'kit-proof-due' || kind === 'kit-outdated');
  return isSample || (kitProvedAt !== undefined && !isOld) ? 'weak' : 'attention';
}

/** Without the key no place can be looked into, whether or not it is there. */
export function lacksKey({ needs }: Overview): boolean {
  return needs.some(({ kind }) => kind === 'keychain');
}

export function whereItLives(overview: Overview): Evidence {
  const { places } = overview;
  if (places.length === 0) return { mark: 'attention', text: t('home.q.where.none') };
  if (lacksKey(overview)) return { mark: 'unknown', text: `${places.length === 1 ? t('home.q.where.one') : t('home.q.where.many', { count: places.length })} ${t('home.q.where.no-key')}` };
  const gone = places.filter((place) => !place.reachable).length;
  const behind = places.filter((place) => place.reachable && place.behind).length;
  const text = places.length === 1 ? t('home.q.where.one') : t('home.q.where.many', { count: places.length });
  const trouble = [...(gone === 0 ? [] : [t('home.q.where.gone', { count: gone })]), ...(behind === 0 ? [] : [t('home.q.where.behind', { count: behind })])];
  // Several places that are lost together are no better than one.
  return { mark: trouble.length > 0 ? 'attention' : copiesOf(places).kind === 'three-two-one' ? 'good' : 'weak', text: [text, ...trouble].join(' ') };
}
