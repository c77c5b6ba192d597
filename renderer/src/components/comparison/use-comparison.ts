import { useEffect, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { type Run, useRun } from '../../app/data/use-run.ts';
import type { CompareResult } from './verdict.ts';

export interface Question {
  readonly app: string;
  readonly from: string;
  /** A backup, or `live`: the app as it is now. */
  readonly to: string;
  /** The ids of the records as well. Always of the app as it is now: asking twice would read it twice, and it may have changed meanwhile. */
  readonly records: boolean;
}

export interface Comparison {
  readonly run?: Run;
  readonly result?: CompareResult;
  readonly problem?: PlainError;
  readonly again: () => void;
}

/** Comparisons begun in this page: going back and forth must not start them anew. */
const begun = new Map<string, Promise<string>>();
const remembered = 50;

/** Compares when first asked, and follows the run; a second look at the same question has the same answer. Undefined asks nothing. */
export function useComparison(question: Question | undefined): Comparison {
  const key = question === undefined ? undefined : JSON.stringify([question.app, question.from, question.to, question.records || question.to === 'live']);
  const [round, setRound] = useState(0);
  const [started, setStarted] = useState<{ readonly key: string; readonly runId?: string; readonly problem?: PlainError }>();
  useEffect(() => {
    if (key === undefined || question === undefined) return undefined;
    let left = false;
    begin(key, question).then(
      (runId) => {
        if (!left) setStarted({ key, runId });
      },
      (error: unknown) => {
        begun.delete(key);
        if (!left) setStarted({ key, problem: toProblem(error) });
      },
    );
    return () => {
      left = true;
    };
    // The key stands for the question.
  }, [key, round]);
  const own = started?.key === key ? started : undefined;
  const { run, problem } = useRun(own?.runId);
  const isForgotten = problem?.code === 'not-found' && run === undefined;
  useEffect(() => {
    // The engine was started anew since; what it compared then, nobody knows any more.
    if (!isForgotten || key === undefined) return;
    begun.delete(key);
    setStarted(undefined);
    setRound((now) => now + 1);
  }, [isForgotten, key]);
  const trouble = own?.problem ?? (isForgotten ? undefined : problem) ?? run?.error;
  return {
    ...(run === undefined ? {} : { run }),
    ...(run?.result?.kind === 'compare' ? { result: run.result } : {}),
    ...(trouble === undefined ? {} : { problem: trouble }),
    again: () => {
      if (key !== undefined) begun.delete(key);
      setStarted(undefined);
      setRound((now) => now + 1);
    },
  };
}

function begin(key: string, { app, from, to, records }: Question): Promise<string> {
  const known = begun.get(key);
  if (known !== undefined) return known;
  const promise = engine.runs.start({ kind: 'compare', app, from, to, records: records || to === 'live' }).then(({ runId }) => runId);
  begun.set(key, promise);
  const oldest = begun.keys().next().value;
  if (begun.size > remembered && oldest !== undefined) begun.delete(oldest);
  return promise;
}
