import { minute, type ReportSection } from '../../reports/report-text.ts';
import type { StoredEvent } from '../activity/event.ts';
import type { Names } from './names.ts';

const shown = 40;
const wanted: ReadonlySet<StoredEvent['kind']> = new Set(['run-ended', 'engine-started', 'engine-crashed']);

/** What ran last and what became of it, as codes. How many records there were is nobody's business. */
export function runsSection(events: readonly StoredEvent[], names: Names): ReportSection {
  const lines = events.filter(({ kind }) => wanted.has(kind)).slice(0, shown).map((event) => lineOf(event, names));
  return { title: 'What ran last', lines };
}

function lineOf({ at, kind, app, runKind, outcome, error, durationMs, stoppedBy, backup }: StoredEvent, names: Names): string {
  if (kind !== 'run-ended') return `${minute(at)}  ${kind === 'engine-started' ? 'the engine was started' : 'the engine ended unexpectedly'}`;
  const places = (backup?.places ?? []).map(({ name, verified, error: problem }) => `${names.place(name)} ${verified ? 'read back' : (problem?.code ?? 'not read back')}`);
  return [
    minute(at),
    runKind ?? 'run',
    names.app(app),
    outcome ?? 'ended',
    ...(error === undefined ? [] : [error.code]),
    ...(stoppedBy === undefined ? [] : [`stopped by ${stoppedBy}`]),
    ...(durationMs === undefined ? [] : [`${(durationMs / 1000).toFixed(1)} s`]),
    ...(backup === undefined || backup.lacking.length === 0 ? [] : [`${backup.lacking.length} of ${backup.tables} tables not whole`]),
    ...places,
  ].join('  ');
}
