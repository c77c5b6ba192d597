import { type Icon, IconActivity, IconAlertTriangle, IconAppWindow, IconCircleCheck, IconCircleX, IconClockPause, IconHandStop, IconKey, IconLifebuoy, IconMapPin, IconNotebook, IconPin, IconPlayerPause, IconProgress, IconSettings, IconShieldX, IconUrgent } from '@tabler/icons-react';
import { formatBytes, formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import type { ActivityEvent, EventKind } from './kinds.ts';

export type Tone = 'safe' | 'attention' | 'alarm' | 'quiet';

const runLooks = {
  done: { icon: IconCircleCheck, tone: 'safe' },
  incomplete: { icon: IconAlertTriangle, tone: 'attention' },
  failed: { icon: IconCircleX, tone: 'alarm' },
  cancelled: { icon: IconHandStop, tone: 'quiet' },
  interrupted: { icon: IconClockPause, tone: 'attention' },
} as const;

const kindLooks = {
  'app-added': { icon: IconAppWindow, tone: 'quiet' },
  'app-opened': { icon: IconAppWindow, tone: 'quiet' },
  'app-removed': { icon: IconAppWindow, tone: 'quiet' },
  'app-reconnected': { icon: IconAppWindow, tone: 'quiet' },
  'place-added': { icon: IconMapPin, tone: 'quiet' },
  'place-removed': { icon: IconMapPin, tone: 'quiet' },
  'place-tested': { icon: IconMapPin, tone: 'quiet' },
  'place-reconnected': { icon: IconMapPin, tone: 'quiet' },
  'run-started': { icon: IconProgress, tone: 'quiet' },
  'run-ended': { icon: IconProgress, tone: 'quiet' },
  'kit-saved': { icon: IconLifebuoy, tone: 'quiet' },
  'kit-proved': { icon: IconLifebuoy, tone: 'safe' },
  'kit-proof-failed': { icon: IconLifebuoy, tone: 'attention' },
  'key-restored': { icon: IconKey, tone: 'quiet' },
  'deputy-added': { icon: IconKey, tone: 'quiet' },
  'deputy-revoked': { icon: IconKey, tone: 'quiet' },
  'deputy-proved': { icon: IconKey, tone: 'safe' },
  'deputy-proof-failed': { icon: IconKey, tone: 'attention' },
  'runbook-changed': { icon: IconNotebook, tone: 'quiet' },
  'runbook-reread': { icon: IconNotebook, tone: 'safe' },
  'runbook-saved': { icon: IconNotebook, tone: 'quiet' },
  'key-used': { icon: IconKey, tone: 'quiet' },
  'schedule-changed': { icon: IconSettings, tone: 'quiet' },
  'schedule-taken-over': { icon: IconActivity, tone: 'quiet' },
  paused: { icon: IconPlayerPause, tone: 'quiet' },
  'settings-changed': { icon: IconSettings, tone: 'quiet' },
  'settings-copied': { icon: IconSettings, tone: 'quiet' },
  'settings-taken-over': { icon: IconSettings, tone: 'quiet' },
  'settings-put-back': { icon: IconSettings, tone: 'quiet' },
  'backup-pinned': { icon: IconPin, tone: 'quiet' },
  'backup-unpinned': { icon: IconPin, tone: 'quiet' },
  'retention-changed': { icon: IconSettings, tone: 'quiet' },
  'alarm-raised': { icon: IconAlertTriangle, tone: 'alarm' },
  'alarm-answered': { icon: IconCircleCheck, tone: 'quiet' },
  'emergency-declared': { icon: IconUrgent, tone: 'alarm' },
  'emergency-ended': { icon: IconCircleCheck, tone: 'quiet' },
  'engine-started': { icon: IconActivity, tone: 'quiet' },
  'engine-crashed': { icon: IconAlertTriangle, tone: 'alarm' },
  'access-refused': { icon: IconShieldX, tone: 'attention' },
} as const satisfies Record<EventKind, { readonly icon: Icon; readonly tone: Tone }>;

export function looksOf(event: ActivityEvent): { readonly icon: Icon; readonly tone: Tone } {
  return event.kind === 'run-ended' && event.outcome !== undefined ? runLooks[event.outcome] : kindLooks[event.kind];
}

/** What happened, in a few words. */
export function wordsOf(event: ActivityEvent): string {
  const { kind, runKind, outcome } = event;
  if (kind === 'run-started') return t(`activity.began.${runKind ?? 'run'}`);
  if (kind === 'run-ended') return t(`activity.${outcome ?? 'done'}.${runKind ?? 'run'}`);
  return t(`activity.kind.${kind}`);
}

/** How much and how long, where it is known. */
export function figuresOf({ records, bytes, durationMs, removal, via }: ActivityEvent): string {
  return [
    ...(via === undefined ? [] : [t('activity.via.command-line')]),
    ...(removal === undefined ? [] : removalFigures(removal, bytes ?? 0)),
    ...(records === undefined ? [] : [t('count.records', { count: records })]),
    ...(bytes === undefined || removal !== undefined ? [] : [formatBytes(bytes)]),
    ...(durationMs === undefined ? [] : [formatDuration(durationMs)]),
  ].join(' · ');
}

/** How many went; what goes later, what did not go, and what waits for a person, where there is any. */
function removalFigures({ backups, waitingBytes, refused, asks }: NonNullable<ActivityEvent['removal']>, freed: number): readonly string[] {
  return [
    ...(asks > 0 ? [t('activity.asks', { count: asks })] : [t('count.backups', { count: backups })]),
    ...(freed > 0 ? [t('activity.freed', { size: formatBytes(freed) })] : []),
    ...(waitingBytes > 0 ? [t('activity.waiting', { size: formatBytes(waitingBytes) })] : []),
    ...(refused > 0 ? [t('activity.refused', { count: refused })] : []),
  ];
}

/** The columns of the exported file and a row of it: as data, not as sentences for the eye. */
export const csvColumns = ['time', 'what', 'kind', 'app', 'place', 'run', 'outcome', 'records', 'bytes', 'duration_ms', 'error', 'next_step', 'detail', 'run_id', 'via'] as const;

export function csvRow(event: ActivityEvent): readonly string[] {
  const { at, kind, app, place, runKind, outcome, records, bytes, durationMs, error, detail, runId, via } = event;
  return [at, wordsOf(event), kind, app, place, runKind, outcome, records, bytes, durationMs, error?.message, error?.nextStep, detail, runId, via].map((value) => (value === undefined ? '' : String(value)));
}
