import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertFacts, alertsAfter, isOpen } from '../../../electron/engine/alerts/alerts-after.ts';
import { type Cause, patienceOf } from '../../../electron/engine/alerts/cause.ts';
import { type AlertState, noAlerts } from '../../../electron/engine/alerts/state.ts';
import { causeKey } from '../../../shared/model/cause-key.ts';

const start = Date.parse('2026-01-14T12:00:00Z');
const hour = 3_600_000;
const at = (hours: number): Date => new Date(start + hours * hour);
const error = { code: 'not-found', message: 'The drive is away.', nextStep: 'Connect it.' } as const;
const overdue: Cause = { kind: 'overdue', app: 'Shop', since: at(0).toISOString() };
const away: Cause = { kind: 'place-behind', app: 'Shop', place: 'Disk', error };
const offline: Cause = { kind: 'place-behind', app: 'Shop', place: 'Cloud', error: { code: 'network', message: 'No network.', nextStep: 'Wait.' } };
const gone: Cause = { kind: 'place-behind', app: 'Shop', place: 'Disk', removed: at(-5).toISOString() };
const note: Cause = { kind: 'no-backup', app: 'Blog' };
const reader = (id: string, more: Partial<AlertFacts['readers'][number]> = {}) => ({ id, apps: 'all', least: 'warning', ...more }) as const;
const facts = (causes: readonly Cause[], more: Partial<AlertFacts> = {}): AlertFacts => ({ causes, wouldBeSeen: () => true, acknowledged: new Map(), readers: [reader('mail')], ...more });
const said = ({ letters }: AlertState): readonly string[] => letters.map(({ id }) => id);

describe('what becomes of alerts', () => {
  it('opens one for a cause and tells each reader once; told again only when it lasts and when it is over', () => {
    const opened = alertsAfter(noAlerts, facts([overdue]), at(0));
    expect(said(opened)).toEqual(['a1-opened-mail']);
    const later = alertsAfter(opened, facts([overdue]), at(23));
    expect(said(later)).toEqual(['a1-opened-mail']);
    const escalated = alertsAfter(later, facts([overdue]), at(24));
    expect(said(escalated)).toEqual(['a1-opened-mail', 'a1-escalated-mail']);
    expect(said(alertsAfter(escalated, facts([overdue]), at(100)))).toEqual(said(escalated));
    const over = alertsAfter(escalated, facts([]), at(101));
    expect(said(over)).toEqual(['a1-opened-mail', 'a1-escalated-mail', 'a1-resolved-mail']);
    expect(over.alerts.filter(isOpen)).toEqual([]);
    expect(said(alertsAfter(over, facts([overdue]), at(102))).at(-1)).toBe('a2-opened-mail');
  });

  it('does not take the lack of a look for an end', () => {
    const opened = alertsAfter(noAlerts, facts([overdue]), at(0));
    expect(alertsAfter(opened, facts([], { wouldBeSeen: () => false }), at(1))).toEqual(opened);
  });

  it('escalates at once, to every channel, where it becomes worse; also when somebody had seen it before', () => {
    const readers = [reader('mail'), reader('pager', { least: 'alarm' }), reader('other', { apps: ['Blog'] })];
    const warned = alertsAfter(noAlerts, facts([away], { readers }), at(0));
    expect(said(warned)).toEqual(['a1-opened-mail']);
    const seen = alertsAfter(warned, facts([away], { readers, acknowledged: new Map([['a1', at(1).toISOString()]]) }), at(1));
    const worse = alertsAfter(seen, facts([gone], { readers, acknowledged: new Map([['a1', at(1).toISOString()]]) }), at(2));
    expect(said(worse)).toEqual(['a1-opened-mail', 'a1-escalated-mail', 'a1-escalated-pager']);
    expect(worse.alerts[0]).not.toHaveProperty('acknowledgedAt');
  });

  it('is quiet, and open, once a person has seen it; its end is told to those who were told', () => {
    const opened = alertsAfter(noAlerts, facts([overdue]), at(0));
    const seen = facts([overdue], { acknowledged: new Map([['a1', at(1).toISOString()]]) });
    const quiet = alertsAfter(alertsAfter(opened, seen, at(2)), seen, at(60));
    expect(said(quiet)).toEqual(['a1-opened-mail']);
    expect(quiet.alerts.filter(isOpen)).toHaveLength(1);
    expect(said(alertsAfter(quiet, facts([]), at(61)))).toEqual(['a1-opened-mail', 'a1-resolved-mail']);
  });

  it('waits with what may pass by itself, and tells nobody of a note', () => {
    const opened = alertsAfter(noAlerts, facts([offline, note]), at(0));
    expect(said(opened)).toEqual([]);
    expect(said(alertsAfter(opened, facts([]), at(0.5)))).toEqual([]);
    expect(said(alertsAfter(opened, facts([offline, note]), at(1)))).toEqual(['a1-opened-mail']);
  });

  it('tells a channel of nothing but its apps, never of its own trouble, and one that comes later of what is open', () => {
    const failing: Cause = { kind: 'channel-failing', channel: 'mail', name: 'Mail', since: at(0).toISOString(), error };
    const one = alertsAfter(noAlerts, facts([overdue, failing], { readers: [reader('mail'), reader('other', { apps: ['Blog'] })] }), at(0));
    expect(said(one)).toEqual(['a1-opened-mail', 'a2-opened-other']);
    expect(said(alertsAfter(one, facts([overdue, failing], { readers: [reader('mail'), reader('new')] }), at(1)))).toEqual([...said(one), 'a1-opened-new', 'a2-opened-new']);
  });

  it('keeps its promises whatever happens, and when', () => {
    const causes = [overdue, away, offline, gone, note, { ...overdue, app: 'Blog' }] as const;
    const step = fc.record({ holding: fc.subarray([...causes]), seen: fc.boolean(), hours: fc.double({ min: 0, max: 30, noNaN: true }), acknowledge: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }), killed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const readers = [reader('mail'), reader('pager', { least: 'alarm' })];
        const acknowledged = new Map<string, string>();
        let state = noAlerts;
        let now = 0;
        for (const { holding, seen, hours, acknowledge, killed } of steps) {
          now += hours;
          if (acknowledge !== undefined) acknowledged.set(`a${acknowledge}`, at(now).toISOString());
          const given = facts(holding, { wouldBeSeen: () => seen, readers, acknowledged });
          // Killed before the file was replaced: decided again, and the same.
          if (killed) alertsAfter(state, given, at(now));
          const before = state;
          state = alertsAfter(before, given, at(now));
          // Nothing new from its own result.
          expect(alertsAfter(state, given, at(now))).toEqual(state);
          // One open alert a cause, and every cause has one.
          const open = state.alerts.filter(isOpen);
          expect(new Set(open.map(({ key }) => key)).size).toBe(open.length);
          for (const cause of holding) expect(open.some(({ key }) => key === causeKey(cause))).toBe(true);
          // Never over without evidence.
          const held = new Set(holding.map(causeKey));
          for (const alert of before.alerts.filter(isOpen)) {
            const isOver = !open.some(({ id }) => id === alert.id);
            expect(isOver).toBe(!held.has(alert.key) && seen);
          }
          // What was decided to be sent stays to be sent.
          expect(state.letters.slice(0, before.letters.length)).toEqual(before.letters);
        }
        for (const alert of state.alerts) {
          for (const { id } of readers) {
            const own = state.letters.filter((letter) => letter.channel === id && letter.content.kind === 'alert' && letter.content.message.alert === alert.id).map((letter) => (letter.content.kind === 'alert' ? letter.content.what : ''));
            expect(new Set(own).size).toBe(own.length);
            expect(own.filter((what) => what !== 'resolved').length).toBeLessThanOrEqual(2);
            if (own.includes('resolved')) expect(own.length).toBeGreaterThan(1);
          }
          // Nobody who asked is left out: what held long enough and nobody has seen was told.
          const isLoud = alert.severity === 'alarm' && alert.acknowledgedAt === undefined && isOpen(alert) && now * hour - (Date.parse(alert.openedAt) - start) >= patienceOf(alert.cause);
          if (isLoud && state.alerts.length > 0 && isHeldAtLast(steps, alert.key)) expect(alert.told).toEqual(expect.arrayContaining(['mail', 'pager']));
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Did it hold at the last look? */
function isHeldAtLast(steps: readonly { readonly holding: readonly Cause[] }[], key: string): boolean {
  return steps.at(-1)?.holding.some((cause) => causeKey(cause) === key) === true;
}
