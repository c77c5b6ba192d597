import type { ReactNode } from 'react';
import { Trail } from '../../components/trail.tsx';
import { t } from '../../strings/translate.ts';

const steps = ['what', 'found', 'plan', 'done'] as const;
type TrailPlace = (typeof steps)[number];

/** Where in restoring one is. `over` = the last step is behind, too. */
export function RestoreTrail({ at, over = false }: { readonly at: TrailPlace; readonly over?: boolean }): ReactNode {
  const now = steps.indexOf(at);
  return <Trail label={t('restore.steps')} steps={steps.map((id, index) => ({ id, label: t(`restore.step.${id}`), state: index < now || (over && index === now) ? 'done' : index === now ? 'now' : 'ahead' }))} />;
}
