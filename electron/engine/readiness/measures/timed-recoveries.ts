import { toPlainError } from '../../../../shared/model/errors.ts';
import type { DrillReport } from '../../drill/drill-desk.ts';
import type { RestoreReceipt } from '../../restore/restore-desk.ts';
import { knownBackups } from '../../status/facts.ts';
import type { MeasuredApp, MeasuresDeps } from './measured-app.ts';
import type { TimedRecovery } from './recovery-time.ts';

/** More than the weekly ones of 90 days, and as many restores as there may be worth reading. */
const mostDrills = 100;
const mostRestores = 8;
/** Another process of this home may have brought something back; what this one brought back it hears of. */
const lookAgainMs = 60 * 60_000;

interface KeptRestores {
  readonly lookedAt: number;
  readonly restores: readonly TimedRecovery[];
}

/** What was timed of an app: its drills, and what was really brought back. */
export class TimedRecoveries {
  readonly #deps: Pick<MeasuresDeps, 'drills' | 'restores' | 'receipt' | 'log'>;
  readonly #restores = new Map<string, KeptRestores>();

  constructor(deps: Pick<MeasuresDeps, 'drills' | 'restores' | 'receipt' | 'log'>) {
    this.#deps = deps;
  }

  /** Newest first. What cannot be read is unknown. */
  async of({ app, facts }: MeasuredApp): Promise<readonly TimedRecovery[]> {
    const stored = new Map(knownBackups(facts).map(({ id, storedBytes }) => [id, storedBytes]));
    const [drills, restores] = await Promise.all([
      this.#deps.drills(app.name, mostDrills).then(
        (reports) => reports.map((report) => drillTime(report, stored)),
        (error: unknown) => this.#unknown('The reports of drills could not be read.', error),
      ),
      this.#restoresOf(app.name, facts.now.getTime()).catch((error: unknown) => this.#unknown('The notes of restores could not be read.', error)),
    ]);
    return [...drills, ...restores].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  }

  restored(app: string): void {
    this.#restores.delete(app);
  }

  async #restoresOf(app: string, now: number): Promise<readonly TimedRecovery[]> {
    const kept = this.#restores.get(app);
    if (kept !== undefined && Math.abs(now - kept.lookedAt) < lookAgainMs) return kept.restores;
    const restores: TimedRecovery[] = [];
    // What took another one back is no recovery.
    const real = (await this.#deps.restores(app)).filter(({ state, undoOf, written }) => undoOf === undefined && written > 0 && (state === 'finished' || state === 'undone'));
    for (const { id } of real.slice(0, mostRestores)) restores.push(restoreTime(await this.#deps.receipt(app, id)));
    this.#restores.set(app, { lookedAt: now, restores });
    return restores;
  }

  #unknown(message: string, error: unknown): readonly TimedRecovery[] {
    this.#deps.log(message, { code: toPlainError(error).code });
    return [];
  }
}

function drillTime({ startedAt, ok, phases, backup }: DrillReport, stored: ReadonlyMap<string, number>): TimedRecovery {
  const bytes = backup === undefined ? undefined : stored.get(backup.id);
  return { from: 'drill', at: startedAt, ok, phases, records: backup?.records ?? 0, ...(bytes === undefined || bytes === 0 ? {} : { bytes }) };
}

function restoreTime({ startedAt, endedAt, written, failed }: RestoreReceipt): TimedRecovery {
  return { from: 'restore', at: startedAt, ok: failed === 0, phases: [{ name: 'restore', ms: Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) }], records: written };
}
