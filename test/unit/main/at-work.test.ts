import { describe, expect, it } from 'vitest';
import { atWork } from '../../../electron/main/at-work.ts';
import type { Status } from '../../../electron/main/status-feed.ts';

function running(request: Status['running'][number]['request']): Status['running'][number] {
  return { id: '11111111-1111-4111-8111-111111111111', request, by: 'person', state: 'running', startedAt: '2026-01-14T12:00:00.000Z', phasesDone: [] };
}

describe('what quitting would break off', () => {
  it('is a restore before a backup, and nothing that only looks', () => {
    const looking = running({ kind: 'incidents', app: 'Shop' });
    const backup = running({ kind: 'backup', app: 'Shop' });
    expect(atWork([])).toBeUndefined();
    expect(atWork([looking])).toBeUndefined();
    expect(atWork([looking, backup])).toBe('backup');
    const writing: readonly Parameters<typeof running>[0][] = [{ kind: 'restore', app: 'Shop', plans: [{ plan: 'p' }] }, { kind: 'undo', app: 'Shop', restore: 'r' }, { kind: 'resume', app: 'Shop', restore: 'r' }];
    for (const request of writing) expect(atWork([backup, running(request)])).toBe('restore');
  });
});
