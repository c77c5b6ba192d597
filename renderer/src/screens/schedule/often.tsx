import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { Choices, Saved } from './choices.tsx';
import { everyInWords, offeredPeriods, withCurrent } from './periods.ts';

const byHand = 'by-hand';

/** How many hours lie between two backups, or none by themselves. */
export function Often({ app, everyHours }: { readonly app: string; readonly everyHours: number | null }): ReactNode {
  const client = useQueryClient();
  const set = useMutation(query.schedule.set.mutationOptions({ onSuccess: (answer) => client.setQueryData(query.schedule.get.queryKey({ input: { app } }), answer) }));
  // What was chosen shows at once; when it could not be saved, what holds shows again.
  const shown = set.isPending ? (set.variables.rule?.kind === 'every' ? set.variables.rule.hours : null) : everyHours;
  return (
    <Card title={t('schedule.when.title')} aside={set.isSuccess ? <Saved when /> : t('schedule.when.aside')}>
      <Choices
        label={t('schedule.when.label')}
        columns
        value={shown === null ? byHand : String(shown)}
        choices={[...withCurrent(offeredPeriods, shown).map((hours) => ({ value: String(hours), label: everyInWords(hours) })), { value: byHand, label: t('schedule.by-hand'), ...(shown === null ? { why: t('schedule.by-hand.why') } : {}) }]}
        onChoose={(value) => set.mutate({ app, rule: value === byHand ? null : { kind: 'every', hours: Number(value) } })}
      />
      {set.error === null ? null : <ProblemPanel problem={toProblem(set.error)} />}
    </Card>
  );
}
