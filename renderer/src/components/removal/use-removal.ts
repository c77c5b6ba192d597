import { useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { useStatus } from '../../app/data/status.tsx';
import { type Run, type RunResult, useRun } from '../../app/data/use-run.ts';

type RemovalRequest = Extract<Run['request'], { kind: 'retention' | 'delete' }>;
/** What removing backups came to, or would. */
export type Removal = Extract<RunResult, { kind: 'retention' | 'delete' }>;

export interface Removing {
  /** The run that was begun here last, or one of this kind that goes on. */
  readonly run: Run | undefined;
  readonly result: Removal | undefined;
  readonly isBusy: boolean;
  /** A backup of the app goes on: nothing is removed beside it from here. */
  readonly isBackingUp: boolean;
  /** It could not be begun, or not be followed. */
  readonly problem: PlainError | undefined;
  readonly start: (request: RemovalRequest) => void;
  readonly forget: () => void;
}

/** Looking at what would be removed, and removing it, as runs: joined where one goes on already (`joins`). */
export function useRemoval(app: string, joins: (request: Run['request']) => boolean): Removing {
  const [runId, setRunId] = useState<string>();
  const [isStarting, setStarting] = useState(false);
  const [refused, setRefused] = useState<PlainError>();
  const running = useStatus()?.running.filter(({ request }) => request.app === app) ?? [];
  const { run, problem } = useRun(runId ?? running.find(({ request }) => joins(request))?.id);
  const result = run?.result?.kind === 'retention' || run?.result?.kind === 'delete' ? run.result : undefined;

  async function begin(request: RemovalRequest): Promise<void> {
    setStarting(true);
    setRefused(undefined);
    try {
      setRunId((await engine.runs.start(request)).runId);
    } catch (error) {
      setRefused(toProblem(error));
    }
    setStarting(false);
  }

  return {
    run,
    result,
    isBusy: isStarting || (runId !== undefined && run === undefined && problem === undefined) || run?.state === 'running',
    isBackingUp: running.some(({ request }) => request.kind === 'backup'),
    problem: refused ?? (run === undefined ? problem : undefined),
    start: (request) => void begin(request),
    forget: () => {
      setRunId(undefined);
      setRefused(undefined);
    },
  };
}
