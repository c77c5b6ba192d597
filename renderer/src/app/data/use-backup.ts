import { useEffect, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../connection/client.ts';
import { toProblem } from '../connection/problem.ts';
import { useStatus } from './status.tsx';
import { type Run, useRun } from './use-run.ts';

export interface Backup {
  /** The one going on, whoever began it, or the one that ended while it was watched here. */
  readonly run: Run | undefined;
  /** Asked for, and not yet begun. */
  readonly starting: boolean;
  readonly problem: PlainError | undefined;
  /** Why a backup that goes on is not an error: it is joined. */
  readonly start: (change?: { readonly label: string }) => void;
  readonly dismiss: () => void;
}

/** Begins a backup of an app, and follows it; one that another window or the schedule began is joined. */
export function useBackup(app: string): Backup {
  const status = useStatus();
  const [followed, setFollowed] = useState<{ readonly app: string; readonly runId: string }>();
  const [asking, setAsking] = useState<'idle' | 'starting' | PlainError>('idle');
  const going = status?.running.find(({ request }) => request.kind === 'backup' && request.app === app)?.id;
  useEffect(() => {
    if (going !== undefined) setFollowed({ app, runId: going });
  }, [app, going]);
  const { run } = useRun(followed?.app === app ? followed.runId : undefined);

  function start(change?: { readonly label: string }): void {
    setAsking('starting');
    const label = change?.label.trim() ?? '';
    // Before a change it is the beginning of a window in which the app is watched.
    const started = change === undefined ? engine.runs.start({ kind: 'backup', app }) : engine.guard.start({ app, ...(label === '' ? {} : { label }) });
    started.then(
      ({ runId }) => {
        if (runId !== undefined) setFollowed({ app, runId });
        setAsking('idle');
      },
      (error: unknown) => setAsking(toProblem(error)),
    );
  }

  return {
    run,
    starting: asking === 'starting',
    problem: typeof asking === 'object' ? asking : undefined,
    start,
    dismiss: () => {
      setFollowed(undefined);
      setAsking('idle');
    },
  };
}
