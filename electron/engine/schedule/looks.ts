import { clockToleranceMs } from './next-run.ts';
import type { LastLook } from './ledger-files.ts';
import type { SkipReason } from './rule.ts';

/** Looks at the clock lie closer together than this, unless the computer slept or its clock was set. */
const usualMs = 2 * 60_000;
/** The last look is noted this often. */
const notedMs = 60_000;
/** So many gaps are remembered: windows are ended at the first look after theirs. */
const remembered = 50;

interface Gap {
  readonly from: Date | undefined;
  readonly to: Date;
  readonly reason: SkipReason;
}

/** When the clock was looked at, and when it was not. */
export class Looks {
  readonly #file: LastLook;
  #last: Date | undefined;
  #noted: Date | undefined;
  #gaps: Gap[] = [];
  #begun = false;

  constructor(file: LastLook) {
    this.#file = file;
  }

  /** Notes a look. `setBack`: the clock shows less than it did at the last one. */
  async note(now: Date): Promise<{ readonly setBack: boolean }> {
    const before = this.#begun ? this.#last : await this.#file.read();
    const isStart = !this.#begun;
    this.#begun = true;
    this.#last = now;
    const setBack = before !== undefined && before.getTime() - now.getTime() > clockToleranceMs;
    if (isStart && (before === undefined || now.getTime() - before.getTime() > usualMs)) {
      const from = before === undefined || setBack ? undefined : before;
      this.#gaps.push({ from, to: now, reason: { kind: 'not-running', ...(from === undefined ? {} : { from: from.toISOString() }), to: now.toISOString() } });
    } else if (before !== undefined && now.getTime() - before.getTime() > usualMs) {
      this.#gaps.push({ from: before, to: now, reason: { kind: 'asleep', from: before.toISOString(), to: now.toISOString() } });
    }
    this.#gaps = this.#gaps.slice(-remembered);
    if (this.#noted === undefined || Math.abs(now.getTime() - this.#noted.getTime()) >= notedMs) {
      this.#noted = now;
      await this.#file.write(now);
    }
    return { setBack };
  }

  /** Why nobody was there at a time, or soon after it; undefined where somebody was. */
  gapAt(due: Date, graceMs: number): SkipReason | undefined {
    const gap = this.#gaps.findLast(({ from, to }) => to >= due && (from === undefined || from.getTime() <= due.getTime() + graceMs));
    // It waited for something when nobody was there any more to wait.
    return (gap ?? this.#gaps.find(({ to }) => to >= due))?.reason;
  }
}
