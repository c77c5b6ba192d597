import type { Command } from 'commander';
import type { OpenedLocation, PlaceVerdict } from '../../engine/engine.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Invocation, Result } from '../invocation.ts';
import { formatAgo, formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

interface StatusOptions {
  readonly maxAge?: string;
}

/** `open LOCATION status`: for a second computer that watches a place. */
export function defineOpenStatus(inner: Command, act: (read: (invocation: Invocation, vault: OpenedLocation) => Promise<Result>) => void): void {
  const command = inner.command('status');
  command
    .summary('say whether the newest backup is fresh, stale, rolled back or forged')
    .option('--max-age <HOURS>', 'how old the newest complete backup may be (otherwise as the schedule that was written there says)')
    .action(() => {
      const maxAgeHours = hoursOf(command.opts<StatusOptions>().maxAge);
      act(async (invocation, vault) => {
        const found = await vault.state({ signal: invocation.signal, maxAgeHours });
        return { json: { ...found, says: sayings[found.reason ?? 'fresh'] }, text: () => describe(invocation.output.style, found, new Date()), exit: exits[found.state] };
      });
    });
}

function hoursOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const hours = Number(text);
  if (text.trim() !== '' && Number.isFinite(hours) && hours > 0) return hours;
  throw new HoldfastError('invalid-input', 'The greatest age is not a number of hours.', { nextStep: 'Give hours, as in --max-age 30.' });
}

/** Not known to be fresh is not done: a script that looks at the exit code alone must not take it for green. */
const exits: Readonly<Record<PlaceVerdict['state'], ExitCode>> = { fresh: exitCodes.done, stale: exitCodes.incomplete, unknown: exitCodes.incomplete, 'rolled-back': exitCodes.found, forged: exitCodes.found };

const sayings: Readonly<Record<NonNullable<PlaceVerdict['reason']> | 'fresh', string>> = {
  fresh: 'The newest complete backup was read back there, and the next one is not due yet.',
  overdue: 'No new complete backup was read back there in time. See that the computer that backs up runs.',
  'none-complete': 'No backup there is complete. See what the computer that backs up says.',
  'seen-newer': 'This computer saw a newer state there before: somebody put an older copy back, or it is another copy of the place.',
  'backups-gone': 'A backup that was read back there is gone, and nobody removed it through Holdfast.',
  'status-older-than-backups': 'There are newer backups than its status knows: the status was put back to an older one, or they were never read back.',
  seal: 'Its status was not written with the key of these backups: somebody else changed it. Run a check, and do not rely on what it says.',
  page: 'Its page for people, status.html, was changed by somebody else. Do not rely on what it says, and run a check.',
  clock: 'Its newest backup is dated in the future, so how old it is nobody knows: the clock of the computer that backs up is wrong, or the one here is.',
  'no-period': 'Nothing there says how old is too old. Give --max-age.',
  'no-backup': 'There is no backup there yet.',
  'never-verified': 'Backups lie there, but none is known to have been read back.',
};

function describe(style: Style, { app, state, reason, snapshot, recoveryPoint, expectedBy, backups }: PlaceVerdict, now: Date): string {
  const paint = { fresh: style.good, stale: style.warn, unknown: style.warn, 'rolled-back': style.bad, forged: style.bad }[state];
  const facts = [
    ['Newest complete', recoveryPoint === undefined || recoveryPoint === null ? 'none known' : `${formatAgo(recoveryPoint, now)} (${formatMoment(recoveryPoint)})`],
    ...(snapshot === undefined ? [] : [['Last read back', printable(snapshot)]]),
    ...(expectedBy === undefined ? [] : [['Expected by', formatMoment(expectedBy)]]),
    ['Backups there', String(backups)],
  ] as const;
  return [`${paint(state)}  ${printable(app)}: ${sayings[reason ?? 'fresh']}`, ...facts.map(([name = '', value = '']) => `  ${style.dim(name.padEnd(16))} ${value}`)].join('\n');
}
