import { Button, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconSearchOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import type { Answers } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import { excerptsOf, markWords, type Piece, wordsOf } from '../model/marked.ts';
import { nameOf, parseFields, summaryOf } from '../model/records.ts';
import { focusNeighbour } from './hit-focus.ts';
import classes from './results.module.css';

type Hit = Answers['data']['search']['hits'][number];

interface SearchResultsProps {
  readonly app: string;
  readonly backup: string;
  readonly words: string;
  readonly everywhen: boolean;
  readonly onOpen: (hit: { readonly table: string; readonly id: string }) => void;
  readonly onEverywhen: () => void;
  readonly onLeave: () => void;
}

const fewHits = 50;
const manyHits = 200;

/** What was found, by table, with the words marked where they stand. What is typed next replaces it without a flash. */
export function SearchResults({ app, backup, words, everywhen, onOpen, onEverywhen, onLeave }: SearchResultsProps): ReactNode {
  const [limit, setLimit] = useState(fewHits);
  const { data, error, refetch, isPlaceholderData } = useQuery(
    query.data.search.queryOptions({ input: { app, backup, query: words, limit, ...(everywhen ? { everywhen } : {}) }, placeholderData: (before) => before, gcTime: 60_000, retry: false }),
  );
  const groups = useMemo(() => [...Map.groupBy(data?.hits ?? [], ({ table }) => table)], [data]);
  const marks = useMemo(() => wordsOf(words), [words]);
  if (error !== null) {
    return (
      <div className={classes.results}>
        <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch() }} />
      </div>
    );
  }
  if (data === undefined) {
    return (
      <div className={classes.results}>
        <SkeletonLines lines={6} />
      </div>
    );
  }
  const count = data.hits.length;
  return (
    <section className={classes.results} aria-label={t('data.search')} data-words={words} data-stale={isPlaceholderData ? true : undefined}>
      <div className={classes.bar}>
        <span role="status">{count === 0 ? '' : data.more ? t('data.search.found-more', { count }) : t('data.search.found', { count })}</span>
        <Button variant="subtle" size="xs" leftSection={<IconArrowLeft size="1rem" />} onClick={onLeave}>
          {t('data.search.leave')}
        </Button>
      </div>
      {count === 0 && !isPlaceholderData ? (
        <EmptyState icon={IconSearchOff} title={t('data.search.none', { words })} action={everywhen ? undefined : <Button variant="default" onClick={onEverywhen}>{t('data.search.none.everywhen')}</Button>}>
          {t('data.search.none.text')}
        </EmptyState>
      ) : null}
      {groups.map(([table, hits]) => (
        <section key={table} className={classes.group}>
          <h2 className={classes.table}>
            <PlainText value={table} longest={80} /> <span className={classes.number}>{hits.length}</span>
          </h2>
          <ul className={classes.list}>
            {hits.map((hit) => (
              <li key={hit.id}>
                <HitLine hit={hit} words={marks} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {data.more && limit < manyHits ? (
        <Button variant="default" size="sm" className={classes.more} onClick={() => setLimit(manyHits)}>
          {t('data.search.more')}
        </Button>
      ) : null}
    </section>
  );
}

function HitLine({ hit, words, onOpen }: { readonly hit: Hit; readonly words: readonly string[]; readonly onOpen: SearchResultsProps['onOpen'] }): ReactNode {
  const fields = useMemo(() => parseFields(hit.json), [hit.json]);
  const name = nameOf(fields) ?? hit.id;
  const summary = useMemo(() => summaryOf(fields, name), [fields, name]);
  // What the headline says already is not said again below it.
  const excerpts = excerptsOf(fields, words, 4).filter(({ pieces }) => pieces.map(({ text }) => text).join('') !== name);
  return (
    <UnstyledButton className={classes.hit} data-hit onClick={() => onOpen(hit)} onKeyDown={moveOn}>
      <span className={classes.headline}>
        <Pieces pieces={markWords(name.slice(0, 200), words)} />
        <span className={classes.summary}>
          <PlainText value={summary.join(' · ')} longest={120} />
        </span>
        {hit.gone ? <span className={classes.gone}>{t('data.search.gone')}</span> : null}
      </span>
      {excerpts.slice(0, 3).map(({ field, pieces }) => (
        <span key={field} className={classes.excerpt}>
          <span className={classes.field}>
            <PlainText value={field} longest={40} />
          </span>
          <Pieces pieces={pieces} />
        </span>
      ))}
    </UnstyledButton>
  );
}

function Pieces({ pieces }: { readonly pieces: readonly Piece[] }): ReactNode {
  return (
    <bdi>
      {pieces.map(({ text, marked }, index) => (marked ? <mark key={index}>{visible(text)}</mark> : visible(text)))}
    </bdi>
  );
}

function moveOn(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' && event.key !== 'Escape') return;
  event.preventDefault();
  const isAtTop = event.key === 'Escape' || !focusNeighbour(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1);
  if (isAtTop && event.key !== 'ArrowDown') document.querySelector<HTMLElement>('[role="search"] input')?.focus();
}
