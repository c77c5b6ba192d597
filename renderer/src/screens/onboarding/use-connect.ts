import { useEffect, useRef, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { t } from '../../strings/translate.ts';
import type { Found } from './found.tsx';

type ConnectionInput = Parameters<typeof engine.apps.inspect>[0]['connection'];

export interface Connecting {
  readonly busy: boolean;
  readonly found: Found | undefined;
  readonly problem: PlainError | undefined;
  readonly name: string;
  readonly nameProblem: PlainError | undefined;
  readonly setName: (name: string) => void;
  /** What was tried is not what the fields say any more. */
  readonly reset: () => void;
  readonly inspect: (connection: ConnectionInput) => Promise<void>;
  readonly add: (connection: ConnectionInput, taken: readonly string[]) => Promise<string | undefined>;
}

/** Trying a connection, then adding the app under a name. The connection itself, with its secret, stays with the caller. */
export function useConnect(suggestedName: string): Connecting {
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<PlainError>();
  const [name, setName] = useState(suggestedName);
  const [nameProblem, setNameProblem] = useState<PlainError>();
  const attempt = useRef<AbortController>(undefined);
  useEffect(() => () => attempt.current?.abort(), []);

  return {
    busy,
    found,
    problem,
    name,
    nameProblem,
    setName(next) {
      setName(next);
      setNameProblem(undefined);
    },
    reset() {
      attempt.current?.abort();
      setBusy(false);
      setFound(undefined);
      setProblem(undefined);
    },
    async inspect(connection) {
      attempt.current?.abort();
      const own = new AbortController();
      attempt.current = own;
      setBusy(true);
      setProblem(undefined);
      try {
        const answer = await engine.apps.inspect({ connection }, { signal: own.signal });
        if (own.signal.aborted) return;
        setFound(answer);
        setName((typed) => (typed === '' ? (answer.suggestedName ?? '').slice(0, 60) : typed));
      } catch (error) {
        if (!own.signal.aborted) setProblem(toProblem(error));
      }
      if (!own.signal.aborted) setBusy(false);
    },
    async add(connection, taken) {
      const chosen = name.trim();
      if (chosen === '') {
        setNameProblem({ code: 'invalid-input', message: t('onboarding.name.missing'), nextStep: t('onboarding.name.missing.step') });
        return undefined;
      }
      if (taken.some((one) => one.toLocaleLowerCase() === chosen.toLocaleLowerCase())) {
        setNameProblem({ code: 'conflict', message: t('onboarding.name.taken'), nextStep: t('onboarding.name.taken.step') });
        return undefined;
      }
      setBusy(true);
      try {
        const { app } = await engine.apps.add({ name: chosen, connection });
        return app.name;
      } catch (error) {
        const plain = toProblem(error);
        if (plain.code === 'conflict') setNameProblem(plain);
        else setProblem(plain);
        return undefined;
      } finally {
        setBusy(false);
      }
    },
  };
}
