import { Button, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconNotebook } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { createKept, useKept } from '../../app/kept.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import { type AppInfo, useApp } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { useNow } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { DeclareButton } from '../../components/emergency/declare-button.tsx';
import { DeputyCard } from './deputy-card.tsx';
import { beginning, type Draft, draftOf, isSame, type RunbookAnswer, textOf, wrongWith } from './draft.ts';
import { FoundCard } from './found-card.tsx';
import { Paper } from './paper.tsx';
import { PeopleCard } from './people-card.tsx';
import classes from './runbook.module.css';
import { StateCard } from './state-card.tsx';
import { StoredCard } from './stored-card.tsx';
import { WordsCard } from './words-card.tsx';

/** By app: whoever looks up a telephone number elsewhere comes back to what they typed. */
const drafts = createKept<Draft>();

/** One page for the worst day: who does what, where everything is, and what to do, written from the settings as they are. */
export function Runbook(): ReactNode {
  const app = useApp();
  return app === undefined ? <Loading /> : <RunbookOf key={app.name} app={app} />;
}

function RunbookOf({ app }: { readonly app: AppInfo }): ReactNode {
  const state = useQuery(query.runbook.get.queryOptions({ input: { app: app.name } }));
  if (state.error !== null && state.data === undefined) {
    return (
      <Screen title={t('runbook.title')} app={app.name} sentence={t('runbook.sentence.problem')}>
        <ProblemPanel problem={toProblem(state.error)} action={{ label: t('common.try-again'), onClick: () => void state.refetch(), loading: state.isFetching }} />
      </Screen>
    );
  }
  if (state.data === undefined) return <Loading />;
  if (state.data.found !== undefined) {
    return (
      <Screen title={t('runbook.title')} app={app.name} sentence={t('runbook.sentence.opened')}>
        <FoundCard app={app.name} found={state.data.found} />
      </Screen>
    );
  }
  return <Desk app={app} runbook={state.data} />;
}

function Desk({ app, runbook }: { readonly app: AppInfo; readonly runbook: RunbookAnswer }): ReactNode {
  const saved = useMemo(() => draftOf(runbook), [runbook]);
  const [typed, setTyped] = useKept(drafts, app.name);
  const sent = useRef<Draft>(undefined);
  const [tried, setTried] = useState(false);
  const draft = typed ?? saved;
  const isDirty = typed !== undefined && !isSame(typed, saved);
  const [shown] = useDebouncedValue(draft, 350);
  const text = useMemo(() => textOf(shown), [shown]);
  const isDraftShown = typed !== undefined && JSON.stringify(text) !== JSON.stringify(textOf(saved));
  const preview = useQuery({ ...query.runbook.preview.queryOptions({ input: { app: app.name, text } }), enabled: isDraftShown, placeholderData: keepPreviousData, gcTime: 0 });
  const save = useMutation(
    query.runbook.save.mutationOptions({
      onSuccess: (answer) => {
        queryClient.setQueryData(query.runbook.get.queryKey({ input: { app: app.name } }), answer);
        // What was typed while it was saved is not saved yet.
        if (drafts.get(app.name) === sent.current) setTyped(undefined);
        setTried(false);
      },
    }),
  );
  const now = useNow();
  const isWritten = runbook.changedAt !== undefined;
  const page = isDraftShown && preview.data !== undefined ? preview.data : runbook;
  const change = (part: Partial<Draft>): void => setTyped({ ...draft, ...part });

  function submit(): void {
    setTried(true);
    if (!draft.people.every((person) => wrongWith(person) === undefined)) return;
    sent.current = typed;
    save.mutate({ app: app.name, text: textOf(draft) });
  }

  const isEmpty = !isWritten && typed === undefined;
  return (
    <Screen title={t('runbook.title')} app={app.name} sentence={<span role="status">{sentenceOf(runbook, now)}</span>} actions={<DeclareButton app={app.name} />}>
      {runbook.isDamaged ? <ProblemPanel problem={{ message: t('runbook.damaged'), nextStep: t('runbook.damaged.step') }} tone="attention" /> : null}
      <div className={classes.columns}>
        <div className={classes.side}>
          {isEmpty ? (
            <Card>
              <EmptyState icon={IconNotebook} title={t('runbook.empty.title')} action={<Button onClick={() => setTyped(beginning(draft))}>{t('runbook.empty.begin')}</Button>}>
                {t('runbook.empty.text')}
              </EmptyState>
            </Card>
          ) : (
            <form
              className={classes.side}
              onSubmit={(event) => {
                event.preventDefault();
                submit();
              }}
              noValidate
            >
              {isWritten ? <StateCard app={app.name} runbook={runbook} isDirty={isDirty} /> : null}
              <PeopleCard people={draft.people} tried={tried} onChange={(people) => change({ people })} />
              <WordsCard draft={draft} suggested={runbook.suggestedMessages} onChange={change} />
              {isDirty || !isWritten ? (
                <div className={classes.saving}>
                  {save.error === null ? null : <ProblemPanel problem={toProblem(save.error)} />}
                  <div className={classes.row}>
                    <Button type="submit" loading={save.isPending}>
                      {t('runbook.save')}
                    </Button>
                    <Button variant="default" disabled={save.isPending} onClick={() => setTyped(undefined)}>
                      {t('runbook.discard')}
                    </Button>
                    <span className={classes.muted}>{t('runbook.unsaved')}</span>
                  </div>
                </div>
              ) : null}
            </form>
          )}
          <StoredCard app={app.name} runbook={runbook} leaveOut={draft.leaveOutContacts} onLeaveOut={isEmpty ? undefined : (leaveOutContacts) => change({ leaveOutContacts })} />
          <DeputyCard app={app.name} deputies={runbook.deputies} />
        </div>
        <Paper app={app.name} sections={page.sections} cutShort={page.cutShort} isDraft={isDraftShown} />
      </div>
    </Screen>
  );
}

function sentenceOf({ changedAt, lacks, rereadAt, rereadDueAt, changedSinceReread }: RunbookAnswer, now: number): string {
  if (changedAt === undefined) return t('runbook.sentence.none');
  if (lacks.length > 0) return t('runbook.sentence.lacks', { count: lacks.length });
  if (rereadAt === undefined) return t('runbook.sentence.unread');
  if (changedSinceReread) return t('runbook.sentence.changed');
  return rereadDueAt !== undefined && Date.parse(rereadDueAt) <= now ? t('runbook.sentence.due') : t('runbook.sentence.holds');
}

function Loading(): ReactNode {
  return (
    <Screen title={t('runbook.title')} sentence={<Skeleton component="span" display="block" height={30} width="60%" role="status" aria-label={t('common.loading')} />}>
      <div aria-hidden className={classes.columns}>
        <Skeleton height={420} radius="var(--hf-radius-card)" />
        <Skeleton height={560} radius="var(--hf-radius-card)" />
      </div>
    </Screen>
  );
}
