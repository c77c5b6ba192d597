import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';

/**
 * Starts the app's first backup and says its run. Where one is going on already (it was started in another window, or the
 * schedule was quicker), that one.
 * @throws what runs.start throws.
 */
export async function beginFirstBackup(app: string): Promise<string> {
  try {
    return (await engine.runs.start({ kind: 'backup', app })).runId;
  } catch (error) {
    if (toProblem(error).code !== 'conflict') throw error;
    const { runs } = await engine.runs.list({ app, limit: 20 });
    const running = runs.find((run) => run.state === 'running' && run.request.kind === 'backup');
    if (running === undefined) throw error;
    return running.id;
  }
}
