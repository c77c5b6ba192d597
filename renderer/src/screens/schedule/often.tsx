import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { Choices, Saved } from './choices.tsx';
import type { ScheduleState } from './next.tsx';
import { everyInWords, offeredPeriods, withCurrent } from './periods.ts';
import { RuleForm } from './rule-form.tsx';
import type { FormKind, Rule } from './rules.ts';

const byHand = 'by-hand';
const forms = ['daily', 'weekly', 'cron'] as const satisfies readonly FormKind[];

/** When backups begin by themselves: every so many hours and by hand are saved at once, times are put together first. */
export function Often({ app, schedule: { rule, zone } }: { readonly app: string; readonly schedule: ScheduleState }): ReactNode {
  const client = useQueryClient();
  const [opened, setOpened] = useState<FormKind>();
  const set = useMutation(query.schedule.set.mutationOptions({ onSuccess: (answer) => client.setQueryData(query.schedule.get.queryKey({ input: { app } }), answer) }));
  // What was chosen shows at once; when it could not be saved, what holds shows again.
  const shown = set.isPending ? set.variables.rule : rule;
  const form = opened ?? (shown === null || shown.kind === 'every' ? undefined : shown.kind);
  const hours = shown?.kind === 'every' ? shown.hours : undefined;

  function save(next: Rule): void {
    set.mutate({ app, rule: next }, { onSuccess: () => setOpened(undefined) });
  }

  return (
    <Card title={t('schedule.when.title')} aside={set.isSuccess && opened === undefined ? <Saved when /> : t('schedule.when.aside')}>
      <Choices
        label={t('schedule.when.label')}
        columns
        value={form ?? (shown === null ? byHand : String(hours))}
        choices={[
          ...withCurrent(offeredPeriods, hours).map((each) => ({ value: String(each), label: everyInWords(each) })),
          ...forms.map((kind) => ({ value: kind, label: t(`schedule.form.${kind}`) })),
          { value: byHand, label: t('schedule.by-hand'), ...(form === undefined && shown === null ? { why: t('schedule.by-hand.why') } : {}) },
        ]}
        onChoose={(value) => {
          const chosen = forms.find((kind) => kind === value);
          setOpened(chosen);
          if (chosen === undefined) set.mutate({ app, rule: value === byHand ? null : { kind: 'every', hours: Number(value) } });
        }}
      />
      {form === undefined ? null : <RuleForm key={`${form} ${JSON.stringify(rule)}`} kind={form} rule={rule} zone={zone} loading={set.isPending} onSave={save} />}
      {set.error === null ? null : <ProblemPanel problem={toProblem(set.error)} />}
    </Card>
  );
}
