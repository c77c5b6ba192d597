import { describe, expect, it } from 'vitest';
import { judge, sinceOf } from '../../../electron/engine/guard/playbooks/judge.ts';
import { playbookRules } from '../../../electron/engine/guard/playbooks/rules.ts';
import type { EvidenceSeen, StoredPlaybook } from '../../../electron/engine/guard/playbooks/stored.ts';

const began = '2026-03-01T08:00:00.000Z';
const day = 86_400_000;
const at = (days: number): string => new Date(Date.parse(began) + days * day).toISOString();
const backup = (id: string, days: number, more: Partial<EvidenceSeen['backups'][number]> = {}): EvidenceSeen['backups'][number] => ({ id, startedAt: at(days), kind: 'pre-change', pinned: false, ...more });

interface Act {
  readonly days: number;
  readonly seen?: Omit<EvidenceSeen, 'at'>;
  readonly said?: string;
}

function acted(before: StoredPlaybook, { days, seen, said }: Act): StoredPlaybook {
  const playbook = { ...before, ...(seen === undefined ? {} : { seen: { ...seen, at: at(days) } }), ...(said === undefined ? {} : { said: [...before.said, { step: said, at: at(days) }] }) };
  return { ...playbook, since: sinceOf(playbook, new Date(at(days))) };
}

/** A checklist after these things were seen and said, one after the other: since when each step is done is noted as it goes. */
function after(kind: StoredPlaybook['kind'], ...acts: readonly Act[]): readonly string[] {
  const begun: StoredPlaybook = { id: 'p', kind, table: 'Customer', field: 'phone', newField: 'mobile', startedAt: began, state: 'open', said: [], since: [] };
  return judge(acts.reduce(acted, begun), new Date(at(acts.at(-1)?.days ?? 0))).map(({ id, state }) => `${id} ${state}`);
}

const both = ['name', 'phone', 'mobile'];
const copied = { of: 60, same: 60, filled: 60 };

describe('the checklist of', () => {
  it('an addition: backup, one wish, it is there, tried, nothing else lost, backup', () => {
    const field = { backups: [backup('a', 0.1)], fields: ['name', 'phone'], lost: [] };
    const states = after(
      'additive',
      { days: 0.2, seen: field },
      { days: 0.3, said: 'ask-for-one-thing' },
      { days: 0.4, seen: field },
      { days: 0.5, said: 'try-it' },
      { days: 0.6, seen: { ...field, lost: ['Order'] } },
    );
    expect(states).toEqual(['guard-backup done', 'ask-for-one-thing done', 'field-exists done', 'try-it done', 'nothing-else-lost open', 'final-backup waits']);
    const whole = after('additive', { days: 0.3, seen: field, said: 'ask-for-one-thing' }, { days: 0.5, seen: field, said: 'try-it' }, { days: 0.7, seen: field }, { days: 0.8, seen: { ...field, backups: [...field.backups, backup('b', 0.75, { kind: 'manual' })] } });
    expect(whole.every((state) => state.endsWith('done'))).toBe(true);
  });

  it('a rename: both fields side by side for a week from when the app uses the new one, and a backup before the old one goes', () => {
    const seen = { backups: [backup('a', 0.1)], fields: both, values: copied };
    const acts = [{ days: 0.2, seen }, { days: 1, said: 'app-uses-new' }] as const;
    expect(after('rename', ...acts, { days: 7.9, seen }).slice(4, 6)).toEqual(['wait-a-week waits', 'still-copied waits']);
    expect(after('rename', ...acts, { days: 8.1, seen }).slice(4, 8)).toEqual(['wait-a-week done', 'still-copied done', 'backup-before-removal open', 'old-field-gone waits']);
    // A backup from before the week was over is not the one before the removal.
    expect(after('rename', ...acts, { days: 8.1, seen: { ...seen, backups: [...seen.backups, backup('b', 5)] } })[6]).toBe('backup-before-removal open');
    const removed = { backups: [...seen.backups, backup('b', 8.2)], fields: ['name', 'mobile'], values: { of: 0, same: 0, filled: 0 }, lost: [] };
    expect(after('rename', ...acts, { days: 8.1, seen }, { days: 8.3, seen: { ...seen, backups: removed.backups } }, { days: 8.4, seen: removed }).slice(7)).toEqual(['old-field-gone done', 'nothing-else-lost done', 'final-backup open']);
  });

  it('a change of type: every value is in the new field, and a person looked at some', () => {
    const seen = { backups: [backup('a', 0.1)], fields: both, values: { of: 60, same: 0, filled: 60 } };
    expect(after('type', { days: 1, seen }).slice(2, 5)).toEqual(['values-converted done', 'look-at-some open', 'app-uses-new waits']);
    expect(after('type', { days: 1, seen: { ...seen, values: { of: 60, same: 0, filled: 59 } } })[2]).toBe('values-converted open');
  });

  it('a removal: the backup before it is pinned, and two weeks without go by', () => {
    const seen = { backups: [backup('a', 0.1)], fields: both };
    expect(after('destructive', { days: 1, seen }).slice(0, 3)).toEqual(['guard-backup done', 'pinned open', 'app-does-without waits']);
    const pinned = { ...seen, backups: [backup('a', 0.1, { pinned: true })] };
    expect(after('destructive', { days: 1, seen: pinned }, { days: 2, said: 'app-does-without' }, { days: 15.9, seen: pinned })[3]).toBe('wait-two-weeks waits');
    expect(after('destructive', { days: 1, seen: pinned }, { days: 2, said: 'app-does-without' }, { days: 16.1, seen: pinned }).slice(3, 5)).toEqual(['wait-two-weeks done', 'nobody-missed-it open']);
  });
});

describe('a step that the program sees', () => {
  it('unticks itself when it is not so any more; those behind it wait again, and the waiting begins anew', () => {
    const seen = { backups: [backup('a', 0.1)], fields: both, values: copied };
    const spoilt = { ...seen, values: { of: 60, same: 59, filled: 59 } };
    const acts = [{ days: 0.2, seen }, { days: 1, said: 'app-uses-new' }, { days: 6, seen: spoilt }] as const;
    expect(after('rename', ...acts).slice(2, 5)).toEqual(['values-copied open', 'app-uses-new waits', 'wait-a-week waits']);
    expect(after('rename', ...acts, { days: 6.5, seen }, { days: 8.1, seen }).slice(2, 5)).toEqual(['values-copied done', 'app-uses-new done', 'wait-a-week waits']);
    expect(after('rename', ...acts, { days: 6.5, seen }, { days: 13.6, seen })[4]).toBe('wait-a-week done');
  });

  it('is not done where nobody could look', () => {
    for (const kind of ['additive', 'rename', 'type', 'destructive'] as const) {
      expect(after(kind, { days: 30, seen: { backups: [] } })[0]).toBe('guard-backup open');
      const blind = after(kind, { days: 30, seen: { backups: [backup('a', 0.1)] } });
      const next = playbookRules[kind][1];
      expect(blind[1]).toBe(`${next.id} open`);
    }
  });
});
