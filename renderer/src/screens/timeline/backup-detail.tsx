import { Button, Menu } from '@mantine/core';
import { IconArrowsDiff, IconChevronDown, IconDatabase, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useApp } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { BackupFigures } from '../../components/alarms/backup-figures.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { useNow } from '../../components/when.tsx';
import { formatBytes, formatCount, formatExactly } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { capital, formatMoment } from '../../strings/moment.ts';
import type { Backup } from './axis.ts';
import classes from './backup-detail.module.css';
import { BackupRuns } from './backup-runs.tsx';
import { Contents } from './contents.tsx';
import { kindLooks, stateLooks, stateOf } from './looks.ts';
import { PinButton } from './pin-button.tsx';

interface BackupDetailProps {
  readonly app: string;
  readonly backup: Backup;
  readonly older: Backup | undefined;
  readonly newest: Backup;
  readonly onDelete: () => void;
  readonly onCompare: (other: Backup) => void;
}

/** One backup: what it holds and does not hold, and what can be done with it. */
export function BackupDetail({ app, backup, older, newest, onDelete, onCompare }: BackupDetailProps): ReactNode {
  const now = useNow();
  const state = stateOf(backup);
  // Backups that were opened to be read stay as they are.
  const isOwn = useApp()?.platform !== 'opened';
  const detail = useQuery(query.backups.describe.queryOptions({ input: { app, backup: backup.id }, enabled: state !== 'unreadable' }));
  return (
    <Card flush>
      <div className={classes.head}>
        <div className={classes.name}>
          <h2 className={classes.title} title={formatExactly(backup.startedAt)}>
            {capital(formatMoment(backup.startedAt, now))}
          </h2>
          <p className={classes.small}>
            {t(kindLooks[backup.kind].word)}
            {backup.label === undefined ? null : (
              <>
                {' · '}
                <PlainText value={backup.label} longest={200} />
              </>
            )}
          </p>
        </div>
        <StatusBadge status={state === 'unverified' ? 'needs-you' : state} word={t(stateLooks[state].word)} />
      </div>
      {state === 'unreadable' ? (
        <div className={classes.body}>
          <ProblemPanel problem={{ message: t('timeline.unreadable.message'), nextStep: t('timeline.unreadable.step') }} />
          <div className={classes.actions}>
            <BackupRuns app={app} backup={backup} />
            {isOwn ? <DeleteButton onDelete={onDelete} /> : null}
          </div>
        </div>
      ) : (
        <>
          <dl className={classes.facts}>
            <Fact name={t('timeline.fact.records')}>{formatCount(backup.records)}</Fact>
            <Fact name={t('timeline.fact.tables')}>{detail.data === undefined ? '–' : formatCount(detail.data.tables.length)}</Fact>
            <Fact name={t('timeline.fact.files')}>{detail.data === undefined ? '–' : formatCount(detail.data.files)}</Fact>
            <Fact name={t('timeline.fact.size')} hint={t('timeline.fact.size-hint')}>
              {formatBytes(backup.storedBytes)}
            </Fact>
          </dl>
          <div className={classes.body}>
            <div className={classes.actions}>
              <Button renderRoot={(props) => <Link to="/app/$app/data" params={{ app }} search={{ backup: backup.id }} {...props} />} leftSection={<IconDatabase size="1.0625rem" stroke={1.75} />}>
                {t('timeline.look-inside')}
              </Button>
              <CompareMenu app={app} backup={backup} older={older} newest={newest} onCompare={onCompare} />
              <BackupRuns app={app} backup={backup} />
              {isOwn ? (
                <>
                  <PinButton key={`pin ${backup.id}`} app={app} backup={backup} />
                  <DeleteButton onDelete={onDelete} />
                </>
              ) : null}
            </div>
          </div>
          {isOwn ? <BackupFigures app={app} backup={backup.id} /> : null}
          {detail.error === null ? null : (
            <div className={classes.body}>
              <ProblemPanel problem={toProblem(detail.error)} action={{ label: t('common.try-again'), onClick: () => void detail.refetch(), loading: detail.isFetching }} />
            </div>
          )}
          {detail.isPending ? (
            <div className={classes.body}>
              <SkeletonLines lines={6} />
            </div>
          ) : null}
          {detail.data === undefined ? null : <Contents detail={detail.data} />}
        </>
      )}
    </Card>
  );
}

function DeleteButton({ onDelete }: Pick<BackupDetailProps, 'onDelete'>): ReactNode {
  return (
    <Button variant="default" leftSection={<IconTrash size="1.0625rem" stroke={1.75} />} onClick={onDelete}>
      {t('delete.button')}
    </Button>
  );
}

function Fact({ name, hint, children }: { readonly name: string; readonly hint?: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className={classes.fact} title={hint}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function CompareMenu({ app, backup, older, newest, onCompare }: Omit<BackupDetailProps, 'onDelete'>): ReactNode {
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconArrowsDiff size="1.0625rem" stroke={1.75} />} rightSection={<IconChevronDown size="0.875rem" />}>
          {t('timeline.compare')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {older === undefined ? null : <Menu.Item onClick={() => onCompare(older)}>{t('timeline.compare.older')}</Menu.Item>}
        {newest.id === backup.id ? null : <Menu.Item onClick={() => onCompare(newest)}>{t('timeline.compare.newest')}</Menu.Item>}
        <Menu.Item renderRoot={(props) => <Link to="/app/$app/compare" params={{ app }} search={{ from: backup.id, to: 'live' }} {...props} />}>{t('timeline.compare.live')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
