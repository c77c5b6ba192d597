import { useEffect, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { useStatus } from '../../app/data/status.tsx';
import { type Run, useRun } from '../../app/data/use-run.ts';

export interface Drill {
  /** The one going on, whoever began it, or the one that ended while it was watched here. */
  readonly run: Run | undefined;
  /** Asked for, and not yet begun. */
  readonly starting: boolean;
  /** Why none began, or why it did not come to its end. */
  readonly problem: PlainError | undefined;
  /** @param place undefined = the engine chooses */
  readonly start: (place: string | undefined) => void;
}

/** Begins a drill and follows it; one that another window or the schedule began is joined. */
export function useDrill(app: string): Drill {
  const status = useStatus();
  const [followed, setFollowed] = useState<string>();
  const [asking, setAsking] = useState<'idle' | 'starting' | PlainError>('idle');
  const going = status?.running.find(({ request }) => request.kind === 'drill' && request.app === app)?.id;
  useEffect(() => {
    if (going !== undefined) setFollowed(going);
  }, [going]);
  const { run } = useRun(followed);
  const failure = run?.state === 'failed' ? run.error : undefined;
  return {
    run,
    starting: asking === 'starting',
    problem: typeof asking === 'object' ? asking : failure,
    start(place) {
      setAsking('starting');
      engine.runs.start({ kind: 'drill', app, ...(place === undefined ? {} : { place }) }).then(
        ({ runId }) => {
          setFollowed(runId);
          setAsking('idle');
        },
        (error: unknown) => setAsking(toProblem(error)),
      );
    },
  };
}
