import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { t } from '../../../strings/translate.ts';
import type { DrillSummary, GoldenCheck } from '../types.ts';
import { type Draft, draftOf, newDraft } from './draft.ts';
import { GoldenForm } from './golden-form.tsx';
import classes from './golden.module.css';
import { GoldenRow } from './golden-row.tsx';
import { Suggestions } from './suggestions.tsx';

interface GoldenProps {
  readonly app: string;
  /** Known only from its backups: the list can be tried, not changed. */
  readonly isReadOnly: boolean;
  /** The drill that is shown on the screen. */
  readonly last: DrillSummary | undefined;
}

/** What the founder knows to be true of their data: the list, suggestions, and the form that writes one down. */
export function Golden({ app, isReadOnly, last }: GoldenProps): ReactNode {
  const client = useQueryClient();
  const input = { input: { app } };
  const list = useQuery(query.drills.golden.list.queryOptions(input));
  const report = useQuery(query.drills.get.queryOptions({ input: { app, drill: last?.id ?? '-' }, enabled: last !== undefined }));
  const [draft, setDraft] = useState<Draft>();
  const [kept, setKept] = useState<{ readonly later: readonly string[] }>();
  const save = useMutation(
    query.drills.golden.save.mutationOptions({
      onSuccess: ({ later }) => {
        setKept({ later });
        setDraft(undefined);
      },
      // Saved or refused: what holds is shown.
      onSettled: () => client.invalidateQueries({ queryKey: query.drills.golden.list.queryKey(input) }),
    }),
  );
  const { data } = list;
  if (data === undefined) {
    return (
      <Card title={t('golden.title')} aside={t('golden.aside')}>
        {list.error === null ? <SkeletonLines lines={4} /> : <ProblemPanel problem={toProblem(list.error)} action={{ label: t('common.try-again'), onClick: () => void list.refetch() }} />}
      </Card>
    );
  }
  const { checks, revision, tables, newer, backup } = data;
  const keep = (next: readonly GoldenCheck[]): void => {
    setKept(undefined);
    save.mutate({ app, checks: [...next], revision });
  };
  const results = new Map((report.data?.checks ?? []).map((check) => [check.id, check.state]));
  // While a list is on its way, another change would be made to the one before.
  const busy = save.isPending || list.isFetching;
  return (
    <Card title={t('golden.title')} aside={t('golden.aside')}>
      <div className={classes.golden}>
        <p className={classes.lead}>{t('golden.lead')}</p>
        {backup === null ? <p className={classes.none}>{t('golden.no-backup')}</p> : null}
        {backup !== null && checks.length === 0 ? <p className={classes.none}>{t('golden.none')}</p> : null}
        {checks.length === 0 ? null : (
          <ul className={classes.list}>
            {checks.map((check) => (
              <GoldenRow
                key={check.id}
                app={app}
                check={check}
                inLast={last === undefined ? undefined : (results.get(`golden-${check.id}`) ?? 'new')}
                busy={busy}
                isReadOnly={isReadOnly}
                onEdit={() => setDraft(draftOf(check))}
                onRemove={() => keep(checks.filter(({ id }) => id !== check.id))}
              />
            ))}
          </ul>
        )}
        {newer === 0 ? null : <p className={classes.small}>{t('golden.newer', { count: newer })}</p>}
        {kept === undefined || kept.later.length === 0 ? null : (
          <p className={classes.small} role="status">
            {t('golden.later', { count: kept.later.length, places: kept.later.join(', ') })}
          </p>
        )}
        {save.error === null || draft !== undefined ? null : <ProblemPanel problem={toProblem(save.error)} />}
        {isReadOnly ? (
          <p className={classes.small}>{t('golden.read-only')}</p>
        ) : (
          <div className={classes.foot}>
            <Button variant="default" leftSection={<IconPlus size="1rem" stroke={2} aria-hidden />} disabled={backup === null || busy} onClick={() => setDraft(newDraft(freshId(), tables[0]?.name ?? ''))}>
              {t('golden.add')}
            </Button>
            <span className={classes.small}>{t('golden.private')}</span>
          </div>
        )}
        {isReadOnly || backup === null ? null : <Suggestions app={app} checks={checks} busy={busy} onKeep={(check) => keep([...checks, check])} />}
      </div>
      {draft === undefined ? null : (
        <GoldenForm
          app={app}
          tables={tables}
          draft={draft}
          isNew={!checks.some(({ id }) => id === draft.id)}
          saving={busy}
          problem={save.error === null ? undefined : toProblem(save.error)}
          onChange={setDraft}
          onClose={() => {
            save.reset();
            setDraft(undefined);
          }}
          onSave={(check) => keep(checks.some(({ id }) => id === check.id) ? checks.map((each) => (each.id === check.id ? check : each)) : [...checks, check])}
        />
      )}
    </Card>
  );
}

function freshId(): string {
  return crypto.randomUUID().slice(0, 13);
}
