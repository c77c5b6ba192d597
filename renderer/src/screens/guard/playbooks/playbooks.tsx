import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { When } from '../../../components/when.tsx';
import { t } from '../../../strings/translate.ts';
import classes from '../guard.module.css';
import { NewPlaybook } from './new-playbook.tsx';
import { PlaybookCard } from './playbook-card.tsx';
import { nameOf } from './playbook-words.ts';

/** Checklists for the four kinds of change: those that are open, a new one, and those that are over. */
export function Playbooks({ app }: { readonly app: string }): ReactNode {
  const { data, error, refetch, isFetching } = useQuery(query.guard.playbooks.queryOptions({ input: { app } }));
  if (error !== null) return <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />;
  if (data === undefined) {
    return (
      <Card>
        <SkeletonLines lines={6} />
      </Card>
    );
  }
  const open = data.playbooks.filter(({ state }) => state === 'open');
  const over = data.playbooks.filter(({ state }) => state !== 'open');
  return (
    <>
      {open.map((playbook) => (
        <PlaybookCard key={playbook.id} playbook={playbook} />
      ))}
      <NewPlaybook app={app} />
      {over.length === 0 ? null : (
        <Card title={t('guard.playbooks.over')} flush>
          <ul className={classes.ended}>
            {over.map((playbook) => (
              <li key={playbook.id} className={classes.endedRow}>
                <span className={classes.endedWords}>
                  <span className={classes.what}>{nameOf(playbook)}</span>
                  <span className={classes.small}>{t(playbook.state === 'done' ? 'guard.playbooks.state.done' : 'guard.playbooks.state.abandoned')}</span>
                </span>
                <span className={classes.small}>
                  <When at={playbook.startedAt} />
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
