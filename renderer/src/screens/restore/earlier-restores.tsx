import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { StatusBadge, type StatusKind } from '../../components/status-badge.tsx';
import { When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { t } from '../../strings/translate.ts';
import classes from './restore.module.css';

type Summary = Answers['restores']['list']['restores'][number];

const badges: Readonly<Record<Summary['state'], StatusKind>> = { running: 'running', finished: 'done', stopped: 'interrupted', undone: 'cancelled', damaged: 'unreadable' };
const shown = 10;

/** What was brought back before, each with its receipt. */
export function EarlierRestores({ app, restores }: { readonly app: string; readonly restores: readonly Summary[] }): ReactNode {
  if (restores.length === 0) return null;
  return (
    <Card title={t('restore.earlier')} flush>
      <ul className={classes.earlier}>
        {restores.slice(0, shown).map(({ id, at, state, undoOf, written, into }) => (
          <li key={id} className={classes.earlierRow}>
            <span className={classes.earlierWords}>
              {state === 'damaged' ? t('restore.earlier.damaged') : t(undoOf === undefined ? 'restore.earlier.brought' : 'restore.earlier.undid', { count: written })}
              {into === app ? null : (
                <>
                  {' '}
                  {withNodes(t('restore.earlier.into', { app: node('app') }), { app: <PlainText value={into} longest={60} /> })}
                </>
              )}{' '}
              · <When at={at} />
            </span>
            <StatusBadge status={badges[state]} word={t(`restore.state.${state}`)} />
            <Link to="/app/$app/restore" params={{ app }} search={{ step: 'receipt', restores: [id] }} className={classes.wordLink}>
              {t('restore.earlier.open')}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
