import type { sampleActions } from '../../../shared/contract/sample.ts';

/** Whoever can run the built-in sample app beside the engine: the engine itself knows no sample app. */
export interface SampleAppHost {
  /** Starts it, or says where it runs already. */
  start(): Promise<{ readonly url: string; readonly appId: string; readonly token: string }>;
  /** Does something to its data. @returns what was done, in a sentence. */
  act(action: (typeof sampleActions)[number]): Promise<string>;
}
