import type { z } from 'zod';
import type { progress, run, runRequest, runResult } from '../../../shared/contract/runs.ts';

export type Run = z.infer<typeof run>;
export type RunRequest = z.infer<typeof runRequest>;
export type RunResult = z.infer<typeof runResult>;
export type RunProgress = z.infer<typeof progress>;
export type RequestedBy = Run['by'];
/** What a run comes to. */
export type EndState = Exclude<Run['state'], 'running'>;
