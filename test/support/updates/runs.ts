import type { Status } from '../../../electron/main/status-feed.ts';

type Run = Status['running'][number];
const requests = {
  backup: { kind: 'backup', app: 'Shop' },
  check: { kind: 'check', app: 'Shop' },
  drill: { kind: 'drill', app: 'Shop' },
  restore: { kind: 'restore', app: 'Shop', plans: [{ plan: 'p' }] },
  undo: { kind: 'undo', app: 'Shop', restore: 'r' },
  resume: { kind: 'resume', app: 'Shop', restore: 'r' },
  rekey: { kind: 'rekey', app: 'Shop' },
} satisfies Record<string, Run['request']>;

/** A run that goes on, as the engine's status has it. */
export function runOf(kind: keyof typeof requests): Run {
  return { id: '7f1f6a7e-6a43-4c8e-9b0a-0d6c1f0e1a11', request: requests[kind], by: 'schedule', state: 'running', startedAt: '2026-11-20T11:59:00.000Z', phasesDone: [] };
}
