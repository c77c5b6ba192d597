import os from 'node:os';
import path from 'node:path';
import type { Reporting } from '../../reports/open-reporting.ts';
import { createService, type Log, type RunOutcome, type ServiceOptions, type StillDue, type SystemOptions } from '../../engine/index.ts';

export interface AgentOptions extends Pick<SystemOptions, 'google' | 'clock'>, Pick<ServiceOptions, 'nap'> {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly log: Log;
  readonly reporting: Reporting;
  /** Only what is due now. */
  readonly once: boolean;
  /** Each run of the schedule, as it ends. */
  readonly onOutcome: (outcome: RunOutcome) => void;
  /** It keeps the schedule from now on. */
  readonly onReady: () => void;
  /** Ends it: what goes on is stopped, noted as interrupted, and made good the next time. */
  readonly signal: AbortSignal;
}

export interface AgentEnd {
  readonly outcomes: readonly RunOutcome[];
  /** What is due and could not begin, of `once`. */
  readonly stillDue: readonly StillDue[];
}

/**
 * The engine with its schedule and its alerts, and nobody to look at it. Fulfilled when the signal fires, or with `once` when nothing is due any more.
 * @throws conflict naming who keeps the schedule of this home already; what createService throws
 */
export async function runAgent({ once, signal, onOutcome, onReady, log, reporting, ...options }: AgentOptions): Promise<AgentEnd> {
  const outcomes: RunOutcome[] = [];
  const service = await createService({
    ...options,
    log(message, facts) {
      reporting.log(message, facts);
      log(message, facts);
    },
    onBug: (error) => void reporting.report('bug', error),
    // A person asks for exports, and here is none; the home is the one folder that is written to.
    downloads: path.join(options.home, 'exports'),
    documents: os.homedir(),
    keepsSchedule: { as: once ? 'holdfast agent --once' : 'holdfast agent' },
    searchIndex: false,
    onOutcome(outcome) {
      if (once) outcomes.push(outcome);
      onOutcome(outcome);
    },
  });
  reporting.log('Started.', { version: options.version, node: process.versions.node, system: process.platform, processor: process.arch });
  try {
    onReady();
    if (once) return { outcomes, stillDue: await service.runDue(signal) };
    await untilStopped(signal);
    return { outcomes, stillDue: [] };
  } finally {
    await service.close();
    reporting.log('Ended.');
  }
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
