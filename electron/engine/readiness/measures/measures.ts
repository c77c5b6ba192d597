import type { AppFacts } from '../../status/facts.ts';
import { PointHistory, type PointHistoryDeps } from './point-history.ts';
import { recoveryCurve, type CurvePoint, thinnedOut } from './recovery-curve.ts';
import { type RecoveryPoint, recoveryPointOf } from './recovery-point.ts';

/** An app as it is known now. */
export interface MeasuredApp {
  readonly vaultId: string;
  readonly facts: AppFacts;
}

const dayMs = 86_400_000;
/** More points are not seen on any screen. */
const mostPoints = 400;

/** What was measured of an app: how far back one would fall. */
export class Measures {
  readonly #points: PointHistory;

  constructor(deps: PointHistoryDeps) {
    this.#points = new PointHistory(deps);
  }

  async recoveryPoint({ vaultId, facts }: MeasuredApp): Promise<RecoveryPoint> {
    return recoveryPointOf(facts, await this.#counted(vaultId, facts));
  }

  /** Oldest first; from when on it is known, at most so many days ago, until now. */
  async recoveryPoints({ vaultId, facts }: MeasuredApp, days: number): Promise<readonly CurvePoint[]> {
    const now = facts.now.getTime();
    return thinnedOut(recoveryCurve(await this.#counted(vaultId, facts), now - days * dayMs, now), mostPoints);
  }

  /** Fulfilled once everything that was found is on the disk. */
  written(): Promise<void> {
    return this.#points.written();
  }

  #counted(vaultId: string, facts: AppFacts) {
    return this.#points.of(vaultId, facts, () => undefined);
  }
}
