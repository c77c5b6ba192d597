import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconListCheck, IconPackageExport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useStatus } from '../../app/data/status.tsx';
import { useRun } from '../../app/data/use-run.ts';
import { useApps } from '../../app/use-app.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { t } from '../../strings/translate.ts';
import type { Backup } from './axis.ts';
import classes from './backup-runs.module.css';
import { CheckOutcome, ExportOutcome } from './outcomes.tsx';
import { placesOf } from './places-of.ts';

const formats = ['csv', 'jsonl', 'sqlite'] as const;
type Request = Parameters<typeof engine.runs.start>[0];

/** The long work one can start from a backup: taking it out as files, and reading every byte again. Goes on where it is going on already. */
export function BackupRuns({ app, backup }: { readonly app: string; readonly backup: Backup }): ReactNode {
  const [started, setStarted] = useState<{ readonly backup: string; readonly runId: string }>();
  const [problem, setProblem] = useState<PlainError>();
  const [isStarting, setStarting] = useState(false);
  const running = useStatus()?.running.find(({ request }) => request.app === app && (request.kind === 'check' || (request.kind === 'export' && request.backup === backup.id)));
  const own = started?.backup === backup.id ? started.runId : undefined;
  const { run, problem: lost } = useRun(running?.id ?? own);
  const isRunning = isStarting || run?.state === 'running';
  const isReadable = backup.outcome !== 'unreadable';

  async function start(request: Request): Promise<void> {
    setProblem(undefined);
    setStarting(true);
    try {
      const { runId } = await engine.runs.start(request);
      setStarted({ backup: backup.id, runId });
    } catch (error) {
      setProblem(toProblem(error));
    }
    setStarting(false);
  }

  return (
    <>
      {isReadable ? (
        <Menu position="bottom-start" width={300} withinPortal>
          <Menu.Target>
            <Button variant="default" disabled={isRunning} leftSection={<IconPackageExport size="1.0625rem" stroke={1.75} />} rightSection={<IconChevronDown size="0.875rem" />}>
              {t('timeline.take-out')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {formats.map((format) => (
              <Menu.Item key={format} onClick={() => void start({ kind: 'export', app, backup: backup.id, format })}>
                <div className={classes.format}>{t(`timeline.format.${format}`)}</div>
                <div className={classes.hint}>{t(`timeline.format.${format}.hint`)}</div>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      <CheckButton app={app} disabled={isRunning} onCheck={(place) => void start({ kind: 'check', app, place, readData: true })} />
      {problem === undefined && run === undefined && lost === undefined ? null : (
        <div className={classes.outcome}>
          {problem === undefined ? null : <ProblemPanel problem={problem} />}
          {lost === undefined || run !== undefined ? null : <ProblemPanel problem={lost} />}
          {run?.state === 'running' ? <RunProgress run={run} phases="none" /> : null}
          {run?.error === undefined ? null : <ProblemPanel problem={run.error} action={{ label: t('common.try-again'), onClick: () => void start(run.request) }} tone={run.state === 'cancelled' ? 'attention' : 'alarm'} />}
          {run?.state === 'cancelled' && run.error === undefined ? <p className={classes.plain}>{t('timeline.stopped')}</p> : null}
          {run?.result?.kind === 'check' ? <CheckOutcome result={run.result} place={run.request.kind === 'check' ? run.request.place : undefined} /> : null}
          {run?.result?.kind === 'export' ? <ExportOutcome result={run.result} /> : null}
        </div>
      )}
    </>
  );
}

/** One place is read at a time, and named: what was found whole in one says nothing of another. */
function CheckButton({ app, disabled, onCheck }: { readonly app: string; readonly disabled: boolean; readonly onCheck: (place: string) => void }): ReactNode {
  const { apps } = useApps();
  const { data } = useQuery(query.places.list.queryOptions());
  const places = placesOf(apps?.find(({ name }) => name === app), data?.places ?? []);
  const [only, ...others] = places;
  const look = { variant: 'default', leftSection: <IconListCheck size="1.0625rem" stroke={1.75} />, title: t('timeline.check.hint') } as const;
  if (only === undefined || others.length === 0) {
    return (
      <Button {...look} disabled={disabled || only === undefined} onClick={() => (only === undefined ? undefined : onCheck(only))}>
        {t('timeline.check')}
      </Button>
    );
  }
  return (
    <Menu position="bottom-start" width={300} withinPortal>
      <Menu.Target>
        <Button {...look} disabled={disabled} rightSection={<IconChevronDown size="0.875rem" />}>
          {t('timeline.check')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('timeline.check.where')}</Menu.Label>
        {places.map((place) => (
          <Menu.Item key={place} onClick={() => onCheck(place)}>
            <PlainText value={place} longest={60} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
