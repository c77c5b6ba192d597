import type { ReactNode } from 'react';
import { StatusBadge } from '../../components/status-badge.tsx';
import { useNow } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { countsMs, isToCome } from './standing.ts';
import type { DrillSummary } from './types.ts';

/** How a drill ended. One that passed too long ago is no proof any more, so it bears no green word. */
export function DrillBadge({ drill }: { readonly drill: DrillSummary }): ReactNode {
  const now = useNow();
  if (drill.failed > 0) return <StatusBadge status="failed" word={t('proof.history.failed', { count: drill.failed })} />;
  if (!drill.ok) return <StatusBadge status="incomplete" word={t('proof.history.broken')} />;
  if (isToCome(drill.startedAt, now)) return <StatusBadge status="paused" word={t('proof.history.ok.undated')} />;
  return now - Date.parse(drill.startedAt) > countsMs ? <StatusBadge status="paused" word={t('proof.history.ok.old')} /> : <StatusBadge status="verified" word={t('proof.history.ok')} />;
}
