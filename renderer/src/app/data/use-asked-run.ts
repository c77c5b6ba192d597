import { useEffect, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../connection/client.ts';
import { toProblem } from '../connection/problem.ts';
import { type Run, useRun } from './use-run.ts';

type Kind = Run['request']['kind'];

export interface AskedRun {
  readonly run?: Run;
  readonly problem?: PlainError;
  readonly again: () => void;
}

/** Runs begun in this page to answer a question: going back and forth must not start them anew. */
const begun = new Map<string, { readonly runId: Promise<string>; readonly kind: Kind; readonly app: string; readonly at: number }>();
const remembered = 50;
/** What is said of the app as it is now is not said again later as if it were of now; a comparison tells when the app was read. */
const goodForMs: Partial<Record<Kind, number>> = { incidents: 5 * 60_000, 'restore-plan': 5 * 60_000 };

/** A run that only looks: begun when first asked for, then followed; a second look at the same question has the same answer. Undefined asks nothing. */
export function useAskedRun(request: Run['request'] | undefined): AskedRun {
  const key = request === undefined ? undefined : JSON.stringify(request);
  const [round, setRound] = useState(0);
  const [started, setStarted] = useState<{ readonly key: string; readonly runId?: string; readonly problem?: PlainError }>();
  useEffect(() => {
    if (key === undefined || request === undefined) return undefined;
    let left = false;
    begin(key, request).then(
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
    // The key stands for the request.
  }, [key, round]);
  const own = started?.key === key ? started : undefined;
  const { run, problem } = useRun(own?.runId);
  const isForgotten = problem?.code === 'not-found' && run === undefined;
  useEffect(() => {
    // The engine was started anew since; what it found then, nobody knows any more.
    if (!isForgotten || key === undefined) return;
    begun.delete(key);
    setStarted(undefined);
    setRound((now) => now + 1);
  }, [isForgotten, key]);
  const trouble = own?.problem ?? (isForgotten ? undefined : problem) ?? run?.error;
  return {
    ...(run === undefined ? {} : { run }),
    ...(trouble === undefined ? {} : { problem: trouble }),
    again: () => {
      if (key !== undefined) begun.delete(key);
      setStarted(undefined);
      setRound((now) => now + 1);
    },
  };
}

function begin(key: string, request: Run['request']): Promise<string> {
  const known = begun.get(key);
  const { kind, app } = request;
  if (known !== undefined && performance.now() - known.at < (goodForMs[kind] ?? Number.POSITIVE_INFINITY)) return known.runId;
  const promise = engine.runs.start(request).then(({ runId }) => runId);
  begun.delete(key);
  begun.set(key, { runId: promise, kind, app, at: performance.now() });
  const oldest = begun.keys().next().value;
  if (begun.size > remembered && oldest !== undefined) begun.delete(oldest);
  return promise;
}

/** What was found of an app is not true any more, or is to be looked for anew. */
export function forgetAsked(app: string, kinds: readonly Kind[]): void {
  for (const [key, known] of begun) if (known.app === app && kinds.includes(known.kind)) begun.delete(key);
}
