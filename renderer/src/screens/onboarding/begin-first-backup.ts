import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';

/**
 * Starts the app's first backup and says its run. Where the schedule was quicker (it begins as soon as it is set) or it was
 * started in another window, that one: the same data need not be read twice.
 * @throws what runs.start throws.
 */
export async function beginFirstBackup(app: string): Promise<string> {
  const already = await backupUnderWayOrDone(app);
  if (already !== undefined) return already;
  try {
    return (await engine.runs.start({ kind: 'backup', app })).runId;
  } catch (error) {
    const running = toProblem(error).code === 'conflict' ? await backupUnderWayOrDone(app) : undefined;
    if (running === undefined) throw error;
    return running;
  }
}

async function backupUnderWayOrDone(app: string): Promise<string | undefined> {
  const { runs } = await engine.runs.list({ app, limit: 20 });
  const newest = runs.find(({ request }) => request.kind === 'backup');
  return newest?.state === 'running' || newest?.state === 'done' ? newest.id : undefined;
}
