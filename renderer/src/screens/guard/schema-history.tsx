import { Button, Select } from '@mantine/core';
import { IconArrowsDiff, IconCircleCheck, IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useId, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow } from '../../components/when.tsx';
import { capital, formatMoment } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { SaidWords } from './finding-sentence.tsx';
import { node } from '../../components/with-nodes.tsx';
import classes from './guard.module.css';
import history from './schema-history.module.css';
import { schemaDetails, schemaSaid } from './schema-words.ts';
import type { SchemaChange } from './sentence.ts';

type Version = Answers['schemas']['versions']['versions'][number];
type Comparison = Answers['schemas']['compare'];

/** How the tables were described, backup by backup, and what changed between any two. */
export function SchemaHistory({ app, canReadLive }: { readonly app: string; readonly canReadLive: boolean }): ReactNode {
  const { data, error, refetch, isFetching } = useQuery(query.schemas.versions.queryOptions({ input: { app } }));
  const search = useSearch({ from: '/shell/app/$app/guard' });
  const navigate = useNavigate({ from: '/app/$app/guard' });
  if (error !== null) return <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />;
  if (data === undefined) {
    return (
      <Card>
        <SkeletonLines lines={5} />
      </Card>
    );
  }
  const { versions, backups, unreadable } = data;
  const [newest, before] = versions;
  if (newest === undefined) {
    return (
      <Card>
        <EmptyState icon={IconHistory} title={t('guard.tab.schema')}>
          {t('guard.history.none')}
        </EmptyState>
      </Card>
    );
  }
  const from = search.from ?? before?.backup ?? newest.backup;
  const to = search.to ?? (before === undefined && canReadLive ? 'live' : newest.backup);
  const choose = (nextFrom: string, nextTo: string): void => void navigate({ search: { tab: 'schema', from: nextFrom, to: nextTo }, replace: true });
  return (
    <>
      <Card title={versions.length === 1 ? t('guard.history.same', { count: backups }) : t('guard.history.sentence', { count: versions.length })} aside={unreadable === 0 ? undefined : t('guard.history.unreadable', { count: unreadable })} flush>
        <Versions versions={versions} onCompare={choose} />
      </Card>
      <Compared app={app} versions={versions} from={from} to={to} canReadLive={canReadLive} onChoose={choose} />
    </>
  );
}

function Versions({ versions, onCompare }: { readonly versions: readonly Version[]; readonly onCompare: (from: string, to: string) => void }): ReactNode {
  const now = useNow();
  return (
    <ol className={`${classes.versions} ${history.list}`} aria-label={t('guard.history.versions')}>
      {versions.map((version, index) => {
        const older = versions[index + 1];
        const since = formatMoment(version.at, now);
        return (
          <li key={version.backup} className={history.version}>
            <div className={history.words}>
              <p className={classes.what}>{t('guard.history.version', { time: since })}</p>
              <p className={classes.small}>
                {older === undefined
                  ? t('guard.history.oldest', { count: version.tables })
                  : t('guard.history.changed', { count: version.changed.length, tables: version.changed.slice(0, 6).map((name) => visible(name, 60)).join(', ') + (version.changed.length > 6 ? ' …' : '') })}
              </p>
            </div>
            {older === undefined ? null : (
              <Button variant="default" size="compact-md" aria-label={t('guard.history.show-change', { time: since })} onClick={() => onCompare(older.lastBackup, version.backup)}>
                {t('guard.history.compare')}
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

interface ComparedProps {
  readonly app: string;
  readonly versions: readonly Version[];
  readonly from: string;
  readonly to: string;
  readonly canReadLive: boolean;
  readonly onChoose: (from: string, to: string) => void;
}

function Compared({ app, versions, from, to, canReadLive, onChoose }: ComparedProps): ReactNode {
  const now = useNow();
  const isTwo = from !== to;
  const { data, error, refetch, isFetching } = useQuery(query.schemas.compare.queryOptions({ input: { app, from, to }, enabled: isTwo, staleTime: to === 'live' ? 60_000 : Number.POSITIVE_INFINITY }));
  // The first and the last backup of a version are described the same; either may be named in the address.
  const choices = versions.map(({ backup, lastBackup, at }) => ({ value: lastBackup === from || lastBackup === to ? lastBackup : backup, label: capital(t('guard.history.version', { time: formatMoment(at, now) })) }));
  const live = canReadLive ? [{ value: 'live', label: t('guard.history.live') }] : [];
  const known = new Set(choices.map(({ value }) => value));
  const other = (id: string) => (id === 'live' || known.has(id) ? [] : [{ value: id, label: visible(id, 60) }]);
  return (
    <Card title={t('guard.history.compare')}>
      <div className={history.sides}>
        <Select label={t('guard.history.from')} data={[...choices, ...other(from)]} value={from} onChange={(value) => (value === null ? undefined : onChoose(value, to))} allowDeselect={false} />
        <Select label={t('guard.history.to')} data={[...live, ...choices, ...other(to)]} value={to} onChange={(value) => (value === null ? undefined : onChoose(from, value))} allowDeselect={false} />
      </div>
      {error === null ? null : <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch(), loading: isFetching }} />}
      {!isTwo ? <p className={classes.small}>{t('guard.history.choose')}</p> : data === undefined ? error === null ? <SkeletonLines lines={4} /> : null : <Changes comparison={data} />}
    </Card>
  );
}

function Changes({ comparison: { changes, texts } }: { readonly comparison: Comparison }): ReactNode {
  const [technical, setTechnical] = useState(false);
  const id = useId();
  if (changes.length === 0) {
    return (
      <p className={history.same} role="status">
        <IconCircleCheck size="1.25rem" stroke={1.75} aria-hidden /> {t('guard.history.nothing')}
      </p>
    );
  }
  return (
    <>
      <ul className={classes.findings} aria-label={t('guard.history.compare')}>
        {changes.map((change, index) => (
          <Change key={index} change={change} />
        ))}
      </ul>
      <Button variant="default" size="compact-md" leftSection={<IconArrowsDiff size="1rem" stroke={1.75} aria-hidden />} aria-expanded={technical} aria-controls={id} onClick={() => setTechnical(!technical)}>
        {t('guard.history.technical')}
      </Button>
      <div id={id} hidden={!technical}>
        {technical
          ? texts.map(({ table, from, to }) => (
              <section key={table} className={history.technical}>
                <h3 className={history.table}>
                  <PlainText value={table} longest={120} />
                </h3>
                <div className={history.texts}>
                  <Description label={t('guard.history.before')} table={table} text={from} />
                  <Description label={t('guard.history.after')} table={table} text={to} />
                </div>
              </section>
            ))
          : null}
      </div>
    </>
  );
}

function Change({ change }: { readonly change: SchemaChange }): ReactNode {
  return (
    <li className={classes.finding}>
      <div className={classes.findingWords}>
        <p className={classes.what}>
          <SaidWords said={schemaSaid(change, node)} />
        </p>
        {schemaDetails(change).map((words) => (
          <p key={words} className={classes.small}>
            {words}
          </p>
        ))}
      </div>
    </li>
  );
}

const longestText = 40_000;

function Description({ label, table, text }: { readonly label: string; readonly table: string; readonly text: string | undefined }): ReactNode {
  return (
    <div className={history.text}>
      <p className={history.label}>{label}</p>
      {text === undefined ? (
        <p className={classes.small}>{t('guard.history.absent')}</p>
      ) : (
        <pre className={history.pre} tabIndex={0} role="region" aria-label={`${label}: ${visible(table, 60)}`}>
          {text.split('\n').map((line, index) => (
            <span key={index}>
              {visible(line, longestText)}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
    </div>
  );
}
