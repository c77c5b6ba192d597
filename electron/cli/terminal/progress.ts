import type { Progress } from '../../engine/engine.ts';
import { formatBytes, formatCount, formatDuration } from './format.ts';
import type { Style } from './style.ts';
import { fit, printable } from './text.ts';

/** Shows how far a call has come; `end` leaves the line as if nothing had been there. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  end(): void;
}

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream;
  readonly style: Style;
  /** `bar`: one line that is drawn again; `lines`: a line now and then, for a log; `none`. */
  readonly mode: 'bar' | 'lines' | 'none';
  /** Milliseconds from some fixed point. */
  readonly now: () => number;
}

const redrawMs = 100;
const lineEveryMs = 5000;
/** Before this the speed says nothing about the time left. */
const steadyAfterMs = 1500;

const phaseWords: Record<Progress['phase'], string> = {
  connect: 'Connecting',
  read: 'Reading',
  settle: 'Looking for changes made meanwhile',
  files: 'Reading files',
  store: 'Storing',
  'read-back': 'Reading back what was stored',
  check: 'Checking',
  compare: 'Comparing',
  restore: 'Bringing back',
  export: 'Writing files',
  'thin-out': 'Removing old backups',
  fetch: 'Fetching',
  load: 'Loading',
};

export function createProgress(options: ProgressOptions): ProgressDisplay {
  if (options.mode === 'none') return { update: () => undefined, end: () => undefined };
  let phase: Progress['phase'] | undefined;
  let phaseStart = 0;
  let lastDrawn = Number.NEGATIVE_INFINITY;
  let drawn = false;

  function update(progress: Progress): void {
    const now = options.now();
    const fresh = progress.phase !== phase;
    if (fresh) {
      phase = progress.phase;
      phaseStart = now;
    }
    const wait = options.mode === 'bar' ? redrawMs : lineEveryMs;
    if (!fresh && now - lastDrawn < wait) return;
    lastDrawn = now;
    if (options.mode === 'lines') {
      options.stream.write(`${[subject(progress), amount(progress)].filter((part) => part !== '').join(', ')}\n`);
      return;
    }
    drawn = true;
    options.stream.write(`\r${barLine(options, progress, timeLeft(progress, now - phaseStart))}\u001b[K`);
  }

  function end(): void {
    if (drawn) options.stream.write('\r\u001b[K');
    drawn = false;
    phase = undefined;
  }

  return { update, end };
}

/** `Reading: Orders` */
function subject(progress: Progress): string {
  const words = phaseWords[progress.phase];
  return progress.subject === undefined ? words : `${words}: ${fit(printable(progress.subject), 40)}`;
}

/** `12,400 of 140,000 records`; nothing where there is nothing to say yet. */
function amount({ phase, done, total, unit }: Progress): string {
  if (total === undefined && done === 0) return '';
  if (unit === 'bytes') return total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
  const word = unit === 'objects' ? (phase === 'connect' || phase === 'settle' ? 'tables' : 'files') : unit;
  return total === undefined ? `${formatCount(done)} ${word}` : `${formatCount(done)} of ${formatCount(total)} ${word}`;
}

/** Milliseconds until the phase ends if it goes on as it went so far. */
function timeLeft({ done, total }: Progress, elapsed: number): number | undefined {
  if (total === undefined || done <= 0 || done >= total || elapsed < steadyAfterMs) return undefined;
  return (elapsed / done) * (total - done);
}

const barWidth = 24;

function barLine(options: ProgressOptions, progress: Progress, left: number | undefined): string {
  const { style } = options;
  const tail = `${amount(progress)}${left === undefined ? '' : `, ${formatDuration(left)} left`}`;
  const share = progress.total === undefined || progress.total === 0 ? undefined : Math.min(1, progress.done / progress.total);
  const full = share === undefined ? 0 : Math.round(share * barWidth);
  const bar = share === undefined ? '' : `${style.accent('█'.repeat(full))}${style.dim('░'.repeat(barWidth - full))} `;
  const room = (options.stream.columns || 80) - 1 - (share === undefined ? 0 : barWidth + 1);
  return bar + fit(`${subject(progress)}  ${tail}`.trimEnd(), Math.max(10, room));
}
