import { VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { t } from '../../strings/translate.ts';
import { engine } from '../connection/client.ts';
import { useStatus } from '../data/status.tsx';
import { saidKindOf } from '../../components/run-progress.tsx';
import type { Run } from '../data/use-run.ts';

/** Tells screen readers when a run has ended, wherever in the app they are. */
export function RunAnnouncer(): ReactNode {
  const running = useStatus()?.running;
  const before = useRef<readonly string[]>([]);
  const [text, setText] = useState('');
  useEffect(() => {
    if (running === undefined) return undefined;
    const stop = new AbortController();
    const ended = before.current.filter((id) => running.every((run) => run.id !== id));
    before.current = running.map(({ id }) => id);
    for (const runId of ended) void outcomeOf(runId, stop.signal).then((run) => run !== undefined && !stop.signal.aborted && setText(endOf(run)));
    return () => stop.abort();
  }, [running]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  );
}

async function outcomeOf(runId: string, signal: AbortSignal): Promise<Run | undefined> {
  try {
    let last: Run | undefined;
    for await (const run of await engine.runs.watch({ runId }, { signal })) last = run;
    return last;
  } catch {
    return undefined;
  }
}

/** How a run ended, in a sentence. */
function endOf({ request, state }: Run): string {
  const { app, kind } = request;
  switch (state) {
    case 'running':
      return '';
    case 'done':
      return t(`run.${saidKindOf(request)}.done`, { app });
    case 'incomplete':
      return kind === 'backup' ? t('run.backup.incomplete', { app }) : t('run.ended.incomplete');
    default:
      return t(`run.ended.${state}`, { app });
  }
}
