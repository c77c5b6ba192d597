import { knownBackups } from '../../status/facts.ts';
import { isToCome, newestProven } from '../../status/safety.ts';
import { ChangeHistory } from './change-history.ts';
import { type LossMeter, lossMeterOf } from './loss-meter.ts';
import type { MeasuredApp, MeasuresDeps } from './measured-app.ts';
import { PointHistory } from './point-history.ts';
import { type CurvePoint, stretchOf, thinnedOut } from './recovery-curve.ts';
import { type RecoveryPoint, recoveryPointOf } from './recovery-point.ts';
import { type RecoveryTime, recoveryTimeOf, type TimedRecovery } from './recovery-time.ts';
import { TimedRecoveries } from './timed-recoveries.ts';

const dayMs = 86_400_000;
/** More points are not seen on any screen. */
const mostPoints = 400;
/** What would be lost is worked out anew so often: nobody sees a difference within it. */
const lossMs = 60_000;

interface KeptLoss {
  readonly from: number | undefined;
  readonly to: number;
  readonly compared: number;
  readonly loss: LossMeter;
}

/** What was measured of an app: how far back one would fall and what that would cost, and how long until one is back. */
export class Measures {
  readonly #points: PointHistory;
  readonly #changes: ChangeHistory;
  readonly #recoveries: TimedRecoveries;
  readonly #deps: MeasuresDeps;
  readonly #losses = new Map<string, KeptLoss>();

  constructor(deps: MeasuresDeps) {
    this.#deps = deps;
    this.#points = new PointHistory(deps);
    this.#changes = new ChangeHistory(deps);
    this.#recoveries = new TimedRecoveries(deps);
  }

  /** Notes what became of backups since, so that it is known when one came and went, also where nobody looks. */
  async note(known: MeasuredApp): Promise<void> {
    await this.#curve(known);
  }

  async recoveryPoint(known: MeasuredApp): Promise<RecoveryPoint> {
    return recoveryPointOf(known.facts, await this.#curve(known));
  }

  /** Oldest first; from when on it is known, at most so many days ago, until now. */
  async recoveryPoints(known: MeasuredApp, days: number): Promise<readonly CurvePoint[]> {
    const now = known.facts.now.getTime();
    return thinnedOut(stretchOf(await this.#curve(known), now - days * dayMs, now), mostPoints);
  }

  async recoveryTime({ app, facts }: MeasuredApp): Promise<RecoveryTime> {
    const [timed, traces, pace] = await Promise.all([this.#recoveries.of({ app, facts }), this.#changes.of(app.vault.id, facts.now.getTime()), this.#deps.pace(app).catch(() => undefined)]);
    const newest = newestProven(knownBackups(facts), facts.now);
    const tables = traces.tables().flatMap(({ name, records }) => (records === undefined ? [] : [{ name, records }]));
    const size = { tables, records: newest?.records ?? tables.reduce((sum, { records }) => sum + records, 0), files: newest?.files ?? 0, bytes: newest?.storedBytes };
    return recoveryTimeOf(timed, size, pace, app.backWithinHours);
  }

  /** Oldest first. */
  async recoveryTimes(known: MeasuredApp, days: number): Promise<readonly TimedRecovery[]> {
    const from = new Date(known.facts.now.getTime() - days * dayMs).toISOString();
    return (await this.#recoveries.of(known)).filter(({ at }) => at >= from).toReversed();
  }

  async loss({ app, facts }: MeasuredApp): Promise<LossMeter> {
    const to = facts.now.getTime();
    const traces = await this.#changes.of(app.vault.id, to);
    const newest = newestProven(knownBackups(facts), facts.now);
    const from = newest === undefined || isToCome(newest.startedAt, facts.now) ? undefined : Date.parse(newest.startedAt);
    const kept = this.#losses.get(app.vault.id);
    if (kept !== undefined && kept.from === from && kept.compared === traces.compared && to >= kept.to && to - kept.to < lossMs) return kept.loss;
    const loss = lossMeterOf(traces, { from, to, hasBackup: newest !== undefined });
    this.#losses.set(app.vault.id, { from, to, compared: traces.compared, loss });
    return loss;
  }

  /** A restore into the app ended, or was taken back. */
  restored(app: string): void {
    this.#recoveries.restored(app);
  }

  /** What another process wrote until now is read anew. */
  forget(): void {
    this.#points.forget();
    this.#changes.forget();
  }

  /** Fulfilled once everything that was found is on the disk. */
  async written(): Promise<void> {
    await Promise.all([this.#points.written(), this.#changes.written()]);
  }

  async #curve({ app, facts }: MeasuredApp): Promise<readonly CurvePoint[]> {
    const traces = await this.#changes.of(app.vault.id, facts.now.getTime());
    return this.#points.of(app.vault.id, facts, (id) => traces.durationOf(id));
  }
}
