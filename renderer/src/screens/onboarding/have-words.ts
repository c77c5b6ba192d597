import type { InferContractRouterOutputs } from '@orpc/contract';
import type { Contract } from '../../../../shared/contract/index.ts';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';

type Watched = InferContractRouterOutputs<Contract>['runs']['watch'];
type Run = Watched extends AsyncIterable<infer T> ? T : never;
export type BackupResult = Extract<NonNullable<Run['result']>, { readonly kind: 'backup' }>;

export interface HaveWords {
  readonly sentence: string;
  readonly lead: string;
}

/** What is said of the first backup at the end of the wizard; undefined where no place gave it back: what nobody read back is nothing to have. */
export function haveWords(app: string, { outcome, tables, places, durationMs }: Pick<BackupResult, 'outcome' | 'tables' | 'places' | 'durationMs'>): HaveWords | undefined {
  const verified = places.filter((place) => place.outcome === 'verified').length;
  if (verified === 0) return undefined;
  const isWhole = outcome === 'complete' && tables.every(({ status }) => status === 'complete');
  if (!isWhole) return { sentence: t('onboarding.have.incomplete', { app }), lead: t('onboarding.have.incomplete.lead') };
  const time = formatDuration(durationMs);
  const lead = verified === places.length ? t('onboarding.have.lead', { time }) : t('onboarding.have.lead.some', { time, count: places.length - verified });
  return { sentence: t('onboarding.have.sentence', { app }), lead };
}
