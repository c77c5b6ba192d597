import { Radio } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { hoursInWords } from '../../strings/age.ts';
import { t } from '../../strings/translate.ts';
import { ProblemPanel } from '../problem-panel.tsx';
import classes from './objectives-form.module.css';
import { useReadiness } from './use-readiness.ts';

/** Hours that most people mean; what the engine has besides these is added. */
const redoHours = [1, 6, 12, 24, 72, 168] as const;
const backHours = [1, 4, 8, 24, 72, 168] as const;
const notSaid = 'not-said';

/** The two things that only the founder can say, each kept as soon as it is chosen. */
export function ObjectivesForm({ app }: { readonly app: string }): ReactNode {
  const client = useQueryClient();
  const { data, error: unread } = useReadiness(app);
  // Kept only when the grade says so, too: until then what was chosen is shown, and not what held before.
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: query.readiness.key() });
  const redo = useMutation(
    query.apps.setObjective.mutationOptions({
      onSuccess: ({ app: changed }) => {
        client.setQueryData(query.apps.list.queryKey(), (before) => before && { ...before, apps: before.apps.map((each) => (each.name === changed.name ? changed : each)) });
        return renew();
      },
    }),
  );
  const back = useMutation(query.readiness.setObjective.mutationOptions({ onSuccess: renew }));
  const redoNow = redo.isPending ? redo.variables.hours : data?.recoveryPoint.objectiveHours;
  const backNow = back.isPending ? back.variables.backWithinHours : (data?.recoveryTime.objectiveHours ?? null);
  const error = redo.error ?? back.error ?? (data === undefined ? unread : null);
  return (
    <div className={classes.form}>
      <Question
        label={t('grade.objectives.redo')}
        term={t('grade.objectives.redo.term')}
        value={redoNow}
        hours={redoHours}
        disabled={data === undefined || redo.isPending}
        kept={redo.isSuccess}
        onChoose={(hours) => {
          if (hours !== null) redo.mutate({ app, hours });
        }}
      />
      <Question label={t('grade.objectives.back')} term={t('grade.objectives.back.term')} value={backNow} hours={backHours} disabled={data === undefined || back.isPending} kept={back.isSuccess} optional onChoose={(hours) => back.mutate({ app, backWithinHours: hours })} />
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
    </div>
  );
}

interface QuestionProps {
  readonly label: string;
  readonly term: string;
  readonly value: number | null | undefined;
  readonly hours: readonly number[];
  readonly disabled: boolean;
  readonly kept: boolean;
  /** It may be left open. */
  readonly optional?: boolean;
  readonly onChoose: (hours: number | null) => void;
}

function Question({ label, term, value, hours, disabled, kept, optional = false, onChoose }: QuestionProps): ReactNode {
  const offered = typeof value === 'number' && !hours.includes(value) ? [...hours, value].toSorted((a, b) => a - b) : hours;
  return (
    <Radio.Group
      label={label}
      description={
        <>
          {term}
          <span role="status" className={classes.kept}>
            {kept ? (
              <>
                <IconCheck size="0.875rem" stroke={2.5} aria-hidden /> {t('grade.objectives.kept')}
              </>
            ) : null}
          </span>
        </>
      }
      value={typeof value === 'number' ? String(value) : optional && value === null ? notSaid : ''}
      onChange={(chosen) => onChoose(chosen === notSaid ? null : Number(chosen))}
    >
      <div className={classes.choices}>
        {offered.map((each) => (
          <Radio key={each} size="md" value={String(each)} label={hoursInWords(each)} disabled={disabled} />
        ))}
        {optional ? <Radio size="md" value={notSaid} label={t('grade.objectives.not-said')} disabled={disabled} /> : null}
      </div>
    </Radio.Group>
  );
}
