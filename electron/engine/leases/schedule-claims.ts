import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { Log } from '../calls/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Nap } from '../system/nap.ts';
import { type BackupWindow, earlyMsOf } from './made-already.ts';
import type { Claim, WindowClaims } from './window-claims.ts';

/** What the schedule is to do with a backup that is due: begin it (undefined), not at all, or not yet. */
export type OtherComputer = { readonly kind: 'did-it'; readonly by: string } | { readonly kind: 'is-at-it'; readonly by: string };

export interface DueBackup {
  readonly app: { readonly name: string; readonly schedule?: { readonly rule: { readonly kind: string; readonly hours?: number } } | undefined };
  readonly intended: { readonly kind: string; readonly dueAt: string };
}

export interface ScheduleClaimsDeps {
  readonly claims: WindowClaims;
  readonly clock: Clock;
  readonly nap: Nap;
  readonly log: Log;
  readonly closing: AbortSignal;
}

/** Another computer that is at it is not asked for more often. */
const againMs = 60_000;
/** Places that do not answer hold the schedule up no longer than this. */
const patienceMs = 60_000;

/** What a backup that is there does not replace: the first of this computer's, and one after a clock that was wrong. */
const ownBusiness: ReadonlySet<string> = new Set(['first', 'clock']);

/** Said to whoever runs the program without a window, too: there is nobody else to hear it. */
export const uncertainNote = 'Another computer with the same schedule may make this backup as well: no place of the app can say who does. It does no harm.';

/** Between the schedule, which begins backups, and the places, which say whether another computer does. */
export class ScheduleClaims {
  readonly #deps: ScheduleClaimsDeps;
  /** What was claimed and not given back, by the app's name. */
  readonly #held = new Map<string, Extract<Claim, { kind: 'go' }>>();
  readonly #askAgain = new Map<string, { readonly at: number; readonly answer: OtherComputer }>();
  readonly #told = new Set<string>();

  constructor(deps: ScheduleClaimsDeps) {
    this.#deps = deps;
  }

  /** Asked right before a backup begins; undefined = this computer makes it, and `ended` is called once it did. Never rejects. */
  async ask({ app, intended }: DueBackup): Promise<OtherComputer | undefined> {
    const { clock } = this.#deps;
    // One that could not be started after all: it is this computer's still.
    if (this.#held.has(app.name)) return undefined;
    const wait = this.#askAgain.get(app.name);
    if (wait !== undefined && clock.monotonic() < wait.at) return wait.answer;
    this.#askAgain.delete(app.name);
    const rule = app.schedule?.rule;
    // Where a backup of another computer does not count, none is early enough.
    const earlyMs = ownBusiness.has(intended.kind) || rule === undefined ? -Infinity : earlyMsOf(rule.hours === undefined ? { kind: rule.kind } : { kind: 'every', hours: rule.hours });
    const claim = await this.#claim(app.name, { dueAt: new Date(intended.dueAt), earlyMs });
    switch (claim.kind) {
      case 'made':
        return { kind: 'did-it', by: 'another computer' };
      case 'held': {
        const answer: OtherComputer = { kind: 'is-at-it', by: claim.by };
        this.#askAgain.set(app.name, { at: clock.monotonic() + againMs, answer });
        return answer;
      }
      case 'go':
        this.#held.set(app.name, claim);
        if (!claim.isCertain && !this.#told.has(app.name)) this.#deps.log(uncertainNote, { app: app.name });
        if (!claim.isCertain) this.#told.add(app.name);
        return undefined;
    }
  }

  /** A backup of the app is over, whatever became of it. Never rejects. */
  async ended(app: string): Promise<void> {
    const claim = this.#held.get(app);
    this.#held.delete(app);
    await claim?.giveBack();
  }

  /** Gives back what is left. Never rejects. */
  async close(): Promise<void> {
    for (const app of this.#held.keys()) await this.ended(app);
  }

  /** A place that hangs is not waited for longer than is good for the other apps. */
  async #claim(app: string, window: BackupWindow): Promise<Claim> {
    const { claims, nap, closing } = this.#deps;
    const stop = new AbortController();
    const answered = new AbortController();
    const late = nap(patienceMs, AbortSignal.any([closing, answered.signal])).then(() => stop.abort(new HoldfastError('cancelled', 'Asked for too long.')));
    try {
      return await claims.claim(app, window, stop.signal);
    } catch (error) {
      if (!isHoldfastError(error, 'cancelled')) throw error;
      return { kind: 'go', isCertain: false, giveBack: async () => undefined };
    } finally {
      answered.abort();
      await late;
    }
  }
}
