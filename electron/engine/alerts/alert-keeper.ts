import { HoldfastError, isHoldfastError, type PlainError, toPlainError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Run } from '../runs/run.ts';
import type { Settings, StoredChannel } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { AppFacts } from '../status/facts.ts';
import { needsOf } from '../status/needs.ts';
import type { ChangeFeed } from '../system/change-feed.ts';
import type { Nap } from '../system/nap.ts';
import { alertsAfter, isOpen, type Reader } from './alerts-after.ts';
import type { Cause } from './cause.ts';
import { appOf } from './cause.ts';
import { digestOf, weekOf } from './digest.ts';
import { wouldBeSeen } from './evidence.ts';
import { type Delivered, nextLetter, noted, struckOut } from './outbox.ts';
import { openAlerts, resolvedAlerts, type ShownAlert } from './shown.ts';
import type { AlertState, Letter } from './state.ts';
import type { AlertStore } from './store.ts';
import { send } from './channels/send.ts';

export interface AlertKeeperDeps {
  readonly store: AlertStore;
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly feed: ChangeFeed;
  readonly log: Log;
  readonly timeZone: string;
  /** Another program on this home keeps the alerts where this is false: they are shown all the same. */
  readonly keeps: () => boolean;
}

/** What is known: the settings and the facts of each app, or why there are none. */
export type Known = { readonly settings: Settings; readonly apps: readonly AppFacts[] } | { readonly problem: PlainError };

export interface Considered {
  /** What alerts themselves need a person for. */
  readonly needs: readonly Cause[];
  /** What is open, and what was resolved in the last hour. */
  readonly alerts: ShownAlert[];
}

/** So long a resolved alert is shown beside the open ones, in milliseconds. */
const newsMs = 3_600_000;
/** The clock is looked at this often for what is to be sent again. */
const lookMs = 15_000;

/** Remembers alerts and sees to it that those who asked for it hear of them. A channel that does not work keeps nothing else from going on. */
export class AlertKeeper {
  readonly #deps: AlertKeeperDeps;
  #state: AlertState | undefined;
  #written = '';
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** At the last change. */
  #kept = false;
  #wake: AbortController = new AbortController();
  /** Channels that something is being sent through. */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(deps: AlertKeeperDeps) {
    this.#deps = deps;
  }

  /** What the facts make of the alerts; what is to be sent because of it is noted durably before this is fulfilled. Never rejects. */
  consider(known: Known): Promise<Considered> {
    return this.#alone(async (state) => {
      const { clock, store } = this.#deps;
      const now = clock.now();
      const channels = 'settings' in known ? known.settings.alertChannels : [];
      const needs = 'settings' in known ? failing(state, channels) : [];
      if (!this.#deps.keeps()) return [state, shown(state, needs, now)];
      const own: readonly Cause[] = 'problem' in known ? [{ kind: 'settings', error: known.problem }] : needs;
      const acknowledged = await store.acknowledged();
      const facts = new Map('settings' in known ? known.apps.map((app) => [app.name, app]) : []);
      const next = alertsAfter(
        state,
        {
          causes: [...own, ...('settings' in known ? known.apps.flatMap((app) => withoutEchoes(needsOf(app))) : [])],
          wouldBeSeen: (cause) => 'settings' in known && isSeen(cause, facts),
          acknowledged,
          readers: channels.flatMap(readerOf),
        },
        now,
      );
      const summed = 'settings' in known ? this.#withDigests(next, known, now) : next;
      return [summed, shown(summed, needs, now)];
    });
  }

  /** A backup began. Never rejects. */
  async runStarted(run: Run): Promise<void> {
    if (run.request.kind === 'backup') await this.#ping(run, 'start');
  }

  /**
   * A backup ended: those who wait for a sign of life get one success for each that is whole and was read back, a failure otherwise. Nothing where a person stopped it,
   * or Holdfast ended: it is missed where it matters. Never rejects.
   */
  async runEnded(run: Run): Promise<void> {
    if (run.request.kind !== 'backup' || run.state === 'cancelled' || run.state === 'interrupted' || run.state === 'running') return;
    const { result } = run;
    const isProven = result?.kind === 'backup' && result.outcome === 'complete' && result.places.some(({ outcome }) => outcome === 'verified');
    await this.#ping(run, isProven ? 'success' : 'fail');
  }

  /** Sends what is to be sent, until the signal fires. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    if (!this.#deps.keeps()) return;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      await this.#sendDue(signal);
      await this.#deps.nap(lookMs, AbortSignal.any([signal, this.#wake.signal]));
    }
    await Promise.all(this.#busy.values());
  }

  /** Fulfilled once everything that is due was tried: before a program ends that nobody starts again soon. Never rejects. */
  async flush(signal: AbortSignal): Promise<void> {
    if (!this.#deps.keeps()) return;
    await this.#sendDue(signal);
    await Promise.all(this.#busy.values());
  }

  /** Writes nothing from then on: the home may be another program's. Never rejects. */
  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    this.#isClosed = true;
    await this.#last.catch(() => undefined);
  }

  #withDigests(state: AlertState, { settings, apps }: Extract<Known, { settings: Settings }>, now: Date): AlertState {
    // A summary of places that nobody looked into yet would say less than is known.
    if (apps.some(({ places }) => places.some(({ listing }) => listing === undefined))) return state;
    const week = weekOf(now, this.#deps.timeZone);
    const due = settings.alertChannels.flatMap((channel) => {
      if (channel.kind === 'ping' || !channel.digest || state.channels[channel.id]?.digestWeek === week) return [];
      const own = channel.apps === 'all' ? apps : apps.filter(({ name }) => channel.apps.includes(name));
      // The first week is the one in which it was asked for.
      const isFirst = state.channels[channel.id]?.digestWeek === undefined;
      return [{ id: channel.id, letters: isFirst ? [] : [letterFor(channel.id, `digest-${week}-${channel.id}`, { kind: 'digest', ...digestOf(own, state.alerts, now) }, now)] }];
    });
    if (due.length === 0) return state;
    const channels = Object.fromEntries(due.map(({ id }) => [id, { ...state.channels[id], digestWeek: week }]));
    return { ...state, letters: [...state.letters, ...due.flatMap(({ letters }) => letters)], channels: { ...state.channels, ...channels } };
  }

  async #ping(run: Run, signal: 'start' | 'success' | 'fail'): Promise<void> {
    const { settings, clock, keeps } = this.#deps;
    if (!keeps()) return;
    const channels = (await settings.read().catch(() => undefined))?.alertChannels ?? [];
    const { app } = run.request;
    const wanted = channels.filter(({ kind, apps }) => kind === 'ping' && (apps === 'all' || apps.includes(app)));
    if (wanted.length === 0) return;
    await this.#alone(async (state) => {
      const now = clock.now();
      const known = new Set(state.letters.map(({ id }) => id));
      const letters = wanted.map(({ id }) => letterFor(id, `${run.id}-${signal}-${id}`, { kind: 'ping', signal, run: run.id, app }, now));
      return [{ ...state, letters: [...state.letters, ...letters.filter(({ id }) => !known.has(id))] }, undefined];
    });
  }

  /** Begins to send the first letter of each channel that is due. */
  async #sendDue(signal: AbortSignal): Promise<void> {
    const { settings } = this.#deps;
    let channels: readonly StoredChannel[];
    try {
      channels = (await settings.read()).alertChannels;
    } catch {
      // Told as a need; what waits keeps.
      return;
    }
    const state = await this.#alone(async (current) => {
      const kept = current.letters.filter(({ channel }) => channels.some(({ id }) => id === channel));
      const of = Object.fromEntries(Object.entries(current.channels).filter(([id]) => channels.some((each) => each.id === id)));
      const next = { ...current, letters: kept, channels: of };
      return [next, next];
    });
    for (const channel of channels) {
      if (this.#busy.has(channel.id) || !state.letters.some((letter) => letter.channel === channel.id)) continue;
      const work = this.#sendAll(channel, signal).finally(() => this.#busy.delete(channel.id));
      this.#busy.set(channel.id, work);
    }
  }

  /** One after the other, as they were written, as long as they are due and arrive. */
  async #sendAll(channel: StoredChannel, signal: AbortSignal): Promise<void> {
    const { clock, fetch, keychain, feed, log } = this.#deps;
    while (!signal.aborted) {
      const letter = await this.#alone(async (state) => [state, nextLetter(state, channel.id, clock.now())]);
      if (letter === undefined) return;
      let delivered: Delivered;
      try {
        await send({ fetch, clock, signal }, keychain, channel, letter);
        delivered = { ok: true };
      } catch (error) {
        // Being closed says nothing of the channel.
        if (signal.aborted) return;
        const plain = toPlainError(error);
        log('A message could not be sent.', { kind: channel.kind, code: plain.code });
        delivered = { ok: false, error: plain, ...(isHoldfastError(error, 'invalid-input') && error.details['arrived'] === 'in-part' ? { inPart: true as const } : {}) };
      }
      await this.#alone(async (state) => [struckOut(state, letter, delivered, clock.now()), undefined]);
      feed.publish({ topic: 'alerts' });
      if (!delivered.ok) return;
    }
  }

  /** One change after the other; what it comes to is on the disk before its answer is. */
  #alone<T>(change: (state: AlertState) => Promise<readonly [AlertState, T]>): Promise<T> {
    const { store, log } = this.#deps;
    const result = this.#last.then(async () => {
      const keeps = this.#deps.keeps();
      // What another program kept until a moment ago is on the disk alone.
      if (this.#state === undefined || !keeps || !this.#kept) this.#state = await store.read();
      this.#kept = keeps;
      const [after, answer] = await change(this.#state);
      if (!keeps || this.#isClosed) return answer;
      const text = JSON.stringify(after);
      const news = after.letters.length > this.#state.letters.length;
      if (text !== this.#written && (this.#written !== '' || text !== JSON.stringify(this.#state))) {
        try {
          await store.write(after);
          this.#written = text;
        } catch (error) {
          // Kept in memory, and written with the next change: what is to be told is told all the same.
          log('Alerts could not be remembered.', { error: error instanceof Error ? error.name : 'unknown' });
        }
      }
      this.#state = after;
      if (news) this.#wake.abort();
      return answer;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** A test shows, too, whether a channel works. Never rejects. */
  async tested(channel: string, delivered: Delivered): Promise<void> {
    await this.#alone(async (state) => [noted(state, channel, delivered, this.#deps.clock.now()), undefined]);
    // What waited for it need not wait longer.
    if (delivered.ok) this.#wake.abort();
    this.#deps.feed.publish({ topic: 'alerts' });
  }

  /** Everything that is remembered: open ones, and those that are over. */
  list(app: string | undefined): Promise<{ readonly open: ShownAlert[]; readonly resolved: ShownAlert[] }> {
    return this.#alone(async (state) => {
      const now = this.#deps.clock.now();
      const own = { alerts: state.alerts.filter(({ cause }) => app === undefined || appOf(cause) === undefined || appOf(cause) === app) };
      return [state, { open: openAlerts(own, now), resolved: resolvedAlerts(own, now) }];
    });
  }

  /** Notes that a person has seen it. @throws not-found */
  async acknowledge(id: string): Promise<void> {
    const { store, clock } = this.#deps;
    const isKnown = await this.#alone(async (state) => [state, state.alerts.some((alert) => alert.id === id && isOpen(alert))]);
    if (!isKnown) throw new HoldfastError('not-found', 'There is no such open alert.', { nextStep: 'Look at the list of alerts; it may be over already.' });
    await store.acknowledge(id, clock.now());
  }
}

/** A backup that failed because a place is away is told as the place that is away, as on Home. */
function withoutEchoes(needs: readonly Cause[]): readonly Cause[] {
  const places = new Set(needs.flatMap((need) => (need.kind === 'place-behind' && need.error !== undefined ? [need.error.message] : [])));
  return needs.filter((need) => !(need.kind === 'run-failed' && places.has(need.error.message)));
}

function isSeen(cause: Cause, facts: ReadonlyMap<string, AppFacts>): boolean {
  const name = appOf(cause);
  if (name === undefined) return true;
  const app = facts.get(name);
  // An app that is not protected any more has no causes.
  return app === undefined || wouldBeSeen(cause, app);
}

function shown(state: AlertState, needs: readonly Cause[], now: Date): Considered {
  const recent = resolvedAlerts(state, now).filter(({ resolvedAt }) => resolvedAt !== undefined && now.getTime() - Date.parse(resolvedAt) < newsMs);
  return { needs, alerts: [...openAlerts(state, now), ...recent] };
}

function failing({ channels: states }: AlertState, channels: readonly StoredChannel[]): Cause[] {
  return channels.flatMap(({ id, name }): Cause[] => {
    const problem = states[id]?.problem;
    return problem === undefined ? [] : [{ kind: 'channel-failing', channel: id, name, since: problem.since, error: problem.error }];
  });
}

function readerOf(channel: StoredChannel): readonly Reader[] {
  return channel.kind === 'ping' ? [] : [{ id: channel.id, apps: channel.apps, least: channel.least }];
}

function letterFor(channel: string, id: string, content: Letter['content'], now: Date): Letter {
  const at = now.toISOString();
  return { id, channel, at, content, tries: 0, notBefore: at };
}
