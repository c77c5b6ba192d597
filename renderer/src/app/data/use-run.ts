import { useEffect, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine, type Answers } from '../connection/client.ts';
import { isConnectionLost, toProblem } from '../connection/problem.ts';

export type Run = Answers['runs']['watch'] extends AsyncIterable<infer T> ? T : never;
export type RunResult = NonNullable<Run['result']>;

export interface WatchedRun {
  readonly run?: Run;
  /** The run could not be followed, e.g. nobody remembers it. Not the run's own error: that is `run.error`. */
  readonly problem?: PlainError;
}

/** Follows a run until it has ended; joins one that is going on already, and joins again after a break. */
export function useRun(runId: string | undefined): WatchedRun {
  const [watched, setWatched] = useState<WatchedRun & { readonly of?: string }>({});
  useEffect(() => {
    if (runId === undefined) return undefined;
    const stop = new AbortController();
    void watch(runId, stop.signal, (next) => setWatched({ ...next, of: runId }));
    return () => stop.abort();
  }, [runId]);
  return watched.of === runId ? watched : {};
}

async function watch(runId: string, signal: AbortSignal, tell: (watched: WatchedRun) => void): Promise<void> {
  while (!signal.aborted) {
    let last: Run | undefined;
    try {
      for await (const run of await engine.runs.watch({ runId }, { signal })) {
        last = run;
        tell({ run });
      }
      if (last === undefined || last.state !== 'running') return;
    } catch (error) {
      if (signal.aborted) return;
      if (!isConnectionLost(error)) {
        tell({ ...(last === undefined ? {} : { run: last }), problem: toProblem(error) });
        return;
      }
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
}
