import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { forgetAsked } from '../../app/data/use-asked-run.ts';
import { toProblem } from '../../app/connection/problem.ts';
import type { Run } from '../../app/data/use-run.ts';

export interface Begin {
  readonly busy: boolean;
  readonly problem: PlainError | undefined;
  readonly begin: (request: Run['request']) => void;
}

/** Begins what writes into the app, and goes to where it can be followed. */
export function useBegin(app: string): Begin {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<PlainError>();
  return {
    busy,
    problem,
    begin(request) {
      setBusy(true);
      setProblem(undefined);
      engine.runs.start(request).then(
        ({ runId }) => {
          forgetAsked(app, ['incidents', 'restore-plan']);
          void navigate({ to: '/app/$app/restore', params: { app }, search: { step: 'doing', run: runId } });
        },
        (error: unknown) => {
          setBusy(false);
          setProblem(toProblem(error));
        },
      );
    },
  };
}
