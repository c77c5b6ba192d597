import { Button, Group, Switch } from '@mantine/core';
import { IconEye, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RemovalList } from '../../components/removal/removal-list.tsx';
import { RemovalOutcome } from '../../components/removal/removal-outcome.tsx';
import { type Removing, useRemoval } from '../../components/removal/use-removal.ts';
import { RunProgress } from '../../components/run-progress.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { Choices, Saved } from './choices.tsx';
import classes from './kept.module.css';
import { KeptNumbers } from './kept-numbers.tsx';

type State = Answers['retention']['get'];
type Rule = NonNullable<State['rule']>;

const ways = ['all', 'standard', 'a-year', 'own'] as const;
type Way = (typeof ways)[number];

/** Which backups stay, what would go by that, and letting it go: nothing does before a person has seen it. */
export function Kept({ app }: { readonly app: string }): ReactNode {
  const client = useQueryClient();
  const { data, error } = useQuery(query.retention.get.queryOptions({ input: { app } }));
  const set = useMutation(query.retention.set.mutationOptions({ onSuccess: (answer) => client.setQueryData(query.retention.get.queryKey({ input: { app } }), answer) }));
  const removal = useRemoval(app, ({ kind }) => kind === 'retention');
  const [own, setOwn] = useState(false);
  if (data === undefined) {
    return (
      <Card title={t('retention.title')}>{error === null ? <SkeletonLines lines={5} /> : <ProblemPanel problem={toProblem(error)} />}</Card>
    );
  }
  const rule = set.isPending ? set.variables.rule : data.rule;
  const way: Way = own ? 'own' : wayOf(rule);

  function choose(next: Way): void {
    setOwn(next === 'own');
    removal.forget();
    if (next === 'all') set.mutate({ app, rule: null });
    else if (next !== 'own') set.mutate({ app, rule: { preset: next, automatic: rule?.automatic ?? false } });
  }

  return (
    <Card title={t('retention.title')} aside={set.isSuccess ? <Saved when /> : t('retention.aside')}>
      <div className={classes.kept}>
        <div className={classes.choosing}>
          <Choices label={t('retention.label')} columns value={way} choices={ways.map((value) => ({ value, label: t(`retention.${value}`), why: t(`retention.${value}.why`) }))} onChoose={choose} />
          {way === 'own' ? (
            <KeptNumbers
              key={JSON.stringify(data.numbers)}
              numbers={data.numbers ?? data.presets.standard}
              loading={set.isPending}
              onSave={(keep) => {
                removal.forget();
                set.mutate({ app, rule: { preset: 'standard', keep, automatic: rule?.automatic ?? false } }, { onSuccess: () => setOwn(false) });
              }}
            />
          ) : null}
          {rule === null ? null : <p className={classes.small}>{t('retention.always')}</p>}
        </div>
        {rule === null || (own && wayOf(rule) !== 'own') ? null : (
          <Removals app={app} rule={rule} removal={removal} saving={set.isPending} onAutomatic={(automatic) => set.mutate({ app, rule: { ...rule, automatic } })} />
        )}
        {set.error === null ? null : <ProblemPanel problem={toProblem(set.error)} />}
      </div>
    </Card>
  );
}

function wayOf(rule: State['rule']): Way {
  if (rule === null) return 'all';
  return rule.keep === undefined ? rule.preset : 'own';
}

interface RemovalsProps {
  readonly app: string;
  readonly rule: Rule;
  readonly removal: Removing;
  readonly saving: boolean;
  readonly onAutomatic: (automatic: boolean) => void;
}

/** Look, then remove what was seen; and from then on by itself. */
function Removals({ app, rule, removal, saving, onAutomatic }: RemovalsProps): ReactNode {
  const { run, result, isBusy, isBackingUp, problem, start, forget } = removal;
  const { kept } = useSearch({ from: '/shell/app/$app/schedule' });
  const seen = result?.preview === true && run?.state !== 'running' ? result : undefined;
  const asked = useRef(false);
  // Whoever comes from “Show what would go” sees it.
  useEffect(() => {
    if (kept !== 'preview' || asked.current || saving) return;
    asked.current = true;
    start({ kind: 'retention', app, preview: true });
  }, [kept, saving, app, start]);
  const going = seen?.going.length ?? 0;
  return (
    <>
      <Group gap="sm">
        <Button variant="default" leftSection={<IconEye size="1.0625rem" stroke={1.75} />} loading={isBusy} disabled={saving} onClick={() => start({ kind: 'retention', app, preview: true })}>
          {t(result === undefined ? 'retention.look' : 'retention.look.again')}
        </Button>
        {result === undefined && !isBusy ? <span className={classes.small}>{t('retention.look.first')}</span> : null}
      </Group>
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
      {run?.state === 'running' ? <RunProgress run={run} phases="none" /> : null}
      {run?.state === 'failed' && run.error !== undefined && result === undefined ? <ProblemPanel problem={run.error} /> : null}
      {run?.state === 'cancelled' ? <p className={classes.small}>{t('retention.stopped')}</p> : null}
      {result === undefined || run?.state === 'running' ? null : (
        <>
          <RemovalOutcome removal={result} />
          {result.kept.length + result.going.length === 0 ? null : <RemovalList removal={result} />}
        </>
      )}
      {seen === undefined || going === 0 ? null : (
        <Group gap="sm">
          <Button
            color="alarm"
            leftSection={<IconTrash size="1.0625rem" stroke={1.75} />}
            disabled={saving || isBackingUp || isBusy}
            onClick={() => start({ kind: 'retention', app, seen: seen.going.map(({ backup }) => backup) })}
          >
            {t('retention.remove', { count: going })}
          </Button>
          {isBackingUp ? <span className={classes.small}>{t('retention.remove.backing-up')}</span> : null}
        </Group>
      )}
      <Switch
        checked={rule.automatic}
        disabled={saving || isBusy || (!rule.automatic && result === undefined)}
        label={t('retention.automatic')}
        description={t(rule.automatic || result !== undefined ? 'retention.automatic.why' : 'retention.automatic.first')}
        onChange={(event) => {
          if (!event.currentTarget.checked) forget();
          onAutomatic(event.currentTarget.checked);
        }}
      />
    </>
  );
}
