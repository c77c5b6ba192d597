import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './emergency.module.css';
import { Happenings } from './happenings.tsx';
import type { Emergency } from './types.ts';

/** One that is over: how long it took, what happened, what was learnt. */
export function Ended({ app, emergency }: { readonly app: string; readonly emergency: Emergency }): ReactNode {
  const { startedAt, endedAt, backAt, what, pinned, unpinned, problems } = emergency;
  const lasted = (until: string): string => formatDuration(Date.parse(until) - Date.parse(startedAt));
  return (
    <>
      <Card>
        {what === '' ? null : <p className={classes.what}>“{visible(what, 500)}”</p>}
        <dl className={classes.facts}>
          <div>
            <dt>{t('emergency.facts.lasted')}</dt>
            <dd>{endedAt === undefined ? '' : lasted(endedAt)}</dd>
          </div>
          <div>
            <dt>{t('emergency.facts.back')}</dt>
            <dd>{backAt === undefined ? t('emergency.facts.back.none') : lasted(backAt)}</dd>
          </div>
          <div>
            <dt>{t('emergency.facts.pinned')}</dt>
            <dd>{unpinned ? `${pinned.length}, ${t('emergency.facts.unpinned')}` : pinned.length}</dd>
          </div>
        </dl>
        {problems.length === 0 ? null : (
          <ul className={classes.problems}>
            {problems.map((says) => (
              <li key={says}>{visible(says)}</li>
            ))}
          </ul>
        )}
      </Card>
      <Learnt key={emergency.learnt ?? ''} app={app} emergency={emergency} />
      <Happenings app={app} emergency={emergency} />
    </>
  );
}

function Learnt({ app, emergency }: { readonly app: string; readonly emergency: Emergency }): ReactNode {
  const [text, setText] = useState(emergency.learnt ?? '');
  const save = useMutation(query.emergencies.learnt.mutationOptions());
  const isSame = text.trim() === (emergency.learnt ?? '');
  return (
    <Card title={t('emergency.learnt')}>
      <form
        className={classes.learnt}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ app, id: emergency.id, learnt: text });
        }}
      >
        <Textarea aria-label={t('emergency.learnt')} description={t('emergency.end.learnt.hint')} autosize minRows={3} maxRows={12} maxLength={4000} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        {save.error === null ? null : <ProblemPanel problem={toProblem(save.error)} />}
        <div>
          <Button type="submit" variant="default" disabled={isSame} loading={save.isPending}>
            {t('emergency.learnt.save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
