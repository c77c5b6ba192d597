import { isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import { openEveryVault, type VaultFinder } from '../calls/app-vault.ts';
import type { Engine } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoredApp } from '../settings/schema.ts';
import { listPins } from '../vault/retention/pins.ts';
import { loadMemory } from '../watch/watch-memory.ts';
import { choosePins } from './choose-pins.ts';
import type { Moment } from './messages.ts';
import { type EmergencyRecord, isOpenEmergency, withEntry, withProblem } from './record.ts';

export interface PinningDeps {
  readonly finder: VaultFinder;
  readonly engine: Pick<Engine, 'snapshots' | 'pin'>;
  readonly clock: Clock;
  readonly home: string;
  readonly moment: Moment;
}

type Change = (make: (record: EmergencyRecord) => EmergencyRecord) => Promise<EmergencyRecord>;

/** The pins of an emergency: chosen, set one by one and noted before and after each, so that a process that is killed goes on where it was. */
export class Pinning {
  readonly #deps: PinningDeps;

  constructor(deps: PinningDeps) {
    this.#deps = deps;
  }

  /** What fails is said in the record. @throws cancelled. */
  async goOn(app: StoredApp, record: EmergencyRecord, change: Change, signal: AbortSignal): Promise<EmergencyRecord> {
    if (!isOpenEmergency(record) || record.pins.state === 'done' || record.pins.state === 'nothing') return record;
    const begun = record.pins.wanted.length > 0 ? record : await this.#choose(app, record, change, signal);
    return begun.pins.wanted.length === 0 ? begun : this.#set(app, begun, change, signal);
  }

  /** Takes away what the emergency pinned, but for what an alarm still falls back on. @throws cancelled. */
  async letGo(app: StoredApp, record: EmergencyRecord, change: Change, signal: AbortSignal): Promise<EmergencyRecord> {
    const { engine, clock } = this.#deps;
    const ours = record.pins.wanted.filter(({ wasPinned }) => !wasPinned);
    const needed = await this.#neededByAlarms(app);
    const failed: string[] = [];
    let gone = 0;
    for (const { backup } of ours) {
      if (needed === undefined || needed.has(backup)) continue;
      try {
        const { places } = await engine.pin(app.name, backup, { pinned: false, signal });
        failed.push(...places.flatMap((place) => (place.outcome === 'failed' ? [place.name] : [])));
        gone += 1;
      } catch (error) {
        if (isHoldfastError(error, 'cancelled')) throw error;
        failed.push(toPlainError(error).message);
      }
    }
    const kept = ours.length - gone;
    return change((latest) => {
      const freed: EmergencyRecord = { ...latest, pins: { ...latest.pins, unpinned: gone > 0 || ours.length === 0 } };
      const says = [...(gone > 0 ? [`The pins of ${backups(gone)} were taken away again.`] : []), ...(kept > 0 ? [`${kept === 1 ? 'One stays' : `${kept} stay`} pinned: an alarm falls back on ${kept === 1 ? 'it' : 'them'}, or no place answered.`] : [])];
      const told = says.length === 0 ? freed : withEntry(freed, { at: clock.now().toISOString(), by: 'holdfast', says: says.join(' ') });
      return withProblem(told, 'unpin', failed.length === 0 ? undefined : `Not every pin could be taken away: ${[...new Set(failed)].join(', ')}. Under Timeline they can be.`);
    });
  }

  async #choose(app: StoredApp, record: EmergencyRecord, change: Change, signal: AbortSignal): Promise<EmergencyRecord> {
    const { engine, finder } = this.#deps;
    try {
      const { snapshots } = await engine.snapshots(app.name, { signal });
      const chosen = choosePins(snapshots, new Date(record.startedAt));
      if (chosen.length === 0) {
        return await change((latest) => withProblem({ ...latest, pins: { ...latest.pins, state: 'nothing' } }, 'pins', 'There is no backup from before that is whole and was read back, so there is none to pin. Nothing that is there is removed.'));
      }
      const before = await pinnedAnywhere(finder, app.name, signal);
      return await change((latest) =>
        latest.pins.wanted.length > 0
          ? latest
          : { ...latest, pins: { ...latest.pins, wanted: chosen.map(({ id, startedAt, pinned }) => ({ backup: id, startedAt, wasPinned: pinned || before.has(id), isPinned: false })) } },
      );
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      return change((latest) => withProblem(latest, 'pins', `No backup could be pinned yet: ${toPlainError(error).message} It is tried again. On this computer nothing is removed meanwhile.`));
    }
  }

  async #set(app: StoredApp, record: EmergencyRecord, change: Change, signal: AbortSignal): Promise<EmergencyRecord> {
    const { engine, clock, moment } = this.#deps;
    const away = new Set<string>();
    let failure: string | undefined;
    let latest = record;
    for (const { backup } of record.pins.wanted) {
      try {
        const { places } = await engine.pin(app.name, backup, { pinned: true, signal });
        for (const place of places) if (place.outcome === 'failed') away.add(place.name);
        if (places.every(({ outcome }) => outcome === 'failed')) continue;
        latest = await change((now) => ({ ...now, pins: { ...now.pins, wanted: now.pins.wanted.map((pin) => (pin.backup === backup ? { ...pin, isPinned: true } : pin)) } }));
      } catch (error) {
        if (isHoldfastError(error, 'cancelled')) throw error;
        failure = toPlainError(error).message;
      }
    }
    const done = latest.pins.wanted.filter(({ isPinned }) => isPinned);
    const isAll = done.length === latest.pins.wanted.length;
    const state = isAll && away.size === 0 && failure === undefined ? 'done' : done.length > 0 ? 'partly' : 'open';
    const why = failure ?? (away.size > 0 ? `${[...away].map((name) => `“${name}”`).join(', ')} could not be reached.` : undefined);
    const problem = state === 'done' || why === undefined ? undefined : `${state === 'open' ? 'No backup could be pinned yet' : 'Not every pin could be set'}: ${why} It is tried again. On this computer nothing is removed meanwhile.`;
    return change((now) => {
      const same = now.pins.state === state;
      const next = withProblem(same ? now : { ...now, pins: { ...now.pins, state } }, 'pins', problem);
      const [newest] = now.pins.wanted;
      if (done.length === 0 || newest === undefined) return next;
      return withEntry(next, { at: clock.now().toISOString(), by: 'holdfast', says: `${backups(done.length)} from before ${done.length === 1 ? 'is' : 'are'} pinned, the newest from ${moment(newest.startedAt)}.`, about: 'pins' });
    });
  }

  /** Undefined where nobody knows. */
  async #neededByAlarms(app: StoredApp): Promise<ReadonlySet<string> | undefined> {
    try {
      const { alarms } = await loadMemory(this.#deps.home, app.vault.id);
      return new Set(alarms.flatMap(({ healthy, answer }) => (healthy === null || answer?.as === 'expected' ? [] : [healthy])));
    } catch {
      return undefined;
    }
  }
}

async function pinnedAnywhere(finder: VaultFinder, app: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const pins = new Set<string>();
  for (const place of (await openEveryVault(finder, app, { signal })).places) {
    if (!('vault' in place)) continue;
    try {
      for (const name of await listPins(place.vault, signal)) pins.add(name);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      // A place that does not answer is pinned in later, and said.
    }
  }
  return pins;
}

function backups(count: number): string {
  return count === 1 ? '1 backup' : `${count} backups`;
}
