import { Button, Checkbox } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { RunbookAnswer } from './draft.ts';
import classes from './runbook.module.css';

interface StoredCardProps {
  readonly app: string;
  readonly runbook: RunbookAnswer;
  readonly leaveOut: boolean;
  /** Absent while there is nothing to be stored. */
  readonly onLeaveOut: ((leaveOut: boolean) => void) | undefined;
}

/** In which places the page lies, that it can be read there, and what of it is left out. */
export function StoredCard({ app, runbook, leaveOut, onLeaveOut }: StoredCardProps): ReactNode {
  const store = useMutation(query.runbook.store.mutationOptions());
  const { places, changedAt } = runbook;
  return (
    <Card title={t('runbook.stored')}>
      <p className={classes.lead}>{t('runbook.stored.lead')}</p>
      {changedAt === undefined ? <p className={classes.lead}>{t('runbook.stored.unwritten')}</p> : null}
      {changedAt !== undefined && places.length === 0 ? <p className={classes.lead}>{t('runbook.stored.none')}</p> : null}
      {changedAt === undefined || places.length === 0 ? null : (
        <ul className={classes.places}>
          {places.map((place) => (
            <PlaceLine key={place.name} place={place} />
          ))}
        </ul>
      )}
      {onLeaveOut === undefined ? null : <Checkbox label={t('runbook.stored.leave-out')} description={t('runbook.stored.leave-out.hint')} checked={leaveOut} onChange={(event) => onLeaveOut(event.currentTarget.checked)} />}
      {store.error === null ? null : <ProblemPanel problem={toProblem(store.error)} />}
      {changedAt === undefined || places.length === 0 ? null : (
        <div className={classes.row}>
          <Button variant="default" loading={store.isPending} onClick={() => store.mutate({ app })}>
            {t('runbook.stored.again')}
          </Button>
        </div>
      )}
    </Card>
  );
}

function PlaceLine({ place: { name, storedAt, current, error } }: { readonly place: RunbookAnswer['places'][number] }): ReactNode {
  const tone = current ? 'safe' : error === undefined ? 'quiet' : 'attention';
  const Sign = { safe: IconCircleCheck, quiet: IconCircleDashed, attention: IconAlertTriangle }[tone];
  return (
    <li className={classes.line} data-tone={tone}>
      <Sign size="1.125rem" stroke={1.75} aria-hidden />
      <span>
        <strong>
          <PlainText value={name} longest={60} />
        </strong>
        {' · '}
        {storedAt === undefined ? t('runbook.stored.waits') : withNodes(t(current ? 'runbook.stored.current' : 'runbook.stored.older', { when: node('when') }), { when: <When at={storedAt} /> })}
        {current || error === undefined ? null : (
          <span className={classes.small}>
            {visible(error.message)} {visible(error.nextStep)}
          </span>
        )}
      </span>
    </li>
  );
}
