import { assertNever } from '../../../shared/model/errors.ts';
import { type Cause, unreadableAlarm } from './cause.ts';

/** What a channel says of a cause: what happened, what it means for the data, what to do. For a founder; never a secret, never a record. */
export interface Words {
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
}

const old = 'Your older backups are untouched, but what changed since the newest one is not protected.';

/** Pure. */
export function messageOf(cause: Cause): Words {
  switch (cause.kind) {
    case 'overdue':
      return { title: `${cause.app} is overdue for a backup`, meaning: `No new backup was made and read back in time; one was due by ${minute(cause.since)}. ${old}`, next: 'Open Holdfast and press “Back up now”. If nothing begins, Home says why.' };
    case 'run-failed':
      if (cause.over !== undefined) return { title: `The last backup of ${cause.app} failed`, meaning: `${cause.error.message} ${cause.over === 'network' ? 'The network is there again.' : 'The place can be reached again.'} ${old}`, next: cause.nextAt === undefined || cause.nextAt === null ? 'Open Holdfast and press “Back up now”.' : `The next backup will try again at ${minute(cause.nextAt)}.` };
      return { title: `Backing up ${cause.app} failed`, meaning: `${cause.error.message} ${old}`, next: cause.error.nextStep };
    case 'run-interrupted':
      return { title: `A backup of ${cause.app} was cut short`, meaning: 'Nothing was lost; the next one goes on where it stopped.', next: 'Press “Go on with it” on Home.' };
    case 'incomplete':
      return incomplete(cause);
    case 'place-behind':
      return placeBehind(cause);
    case 'unusual':
      return unusual(cause);
    case 'anomaly':
      if (cause.alarm === unreadableAlarm) return { title: `Alarms about the data of ${cause.app} cannot be read`, meaning: `${cause.says} One may stand open that nobody sees.`, next: 'Open Holdfast: Home says what to do.' };
      return { title: `${cause.app} changed in an unusual way`, meaning: `${cause.says} The last backup from before that is kept.`, next: 'Look at the change under Watching. Say “expected” if it was you; if not, bring the records back from there.' };
    case 'emergency-open':
      return { title: `An emergency is open for ${cause.app}`, meaning: 'No backup is removed until it is over.', next: 'Open Holdfast and go on with it, or end it.' };
    case 'damaged':
      return { title: `A backup of ${cause.app} is damaged`, meaning: `A check found ${cause.problems} damaged ${cause.problems === 1 ? 'part' : 'parts'}${cause.place === undefined ? '' : ` in ${cause.place}`}. Some backups there may not be restored whole.`, next: 'Back up now: it writes anew what is broken. Then check again.' };
    case 'drill-failed': {
      const [first] = cause.failures;
      return { title: `A test restore of ${cause.app} from ${cause.place} failed`, meaning: `${first?.name ?? 'Something'} ${first === undefined ? 'is wrong there.' : `does not hold. ${first.consequence}`}${cause.failed > 1 ? ` ${cause.failed - 1} more ${cause.failed === 2 ? 'check' : 'checks'} failed.` : ''}`, next: first?.nextStep ?? 'Open Holdfast to see what.' };
    }
    case 'drill-overdue':
      return { title: `No test restore of ${cause.app} for too long`, meaning: `One was due by ${minute(cause.since)}. Whether you would get everything back is known only as far as the last one tells.`, next: 'Open Holdfast and press “Test a restore”. If nothing begins, the page says why.' };
    case 'restore-stopped':
      return { title: `Bringing records back into ${cause.app} was interrupted`, meaning: `${cause.written} of ${cause.asked} records were written: the app is half as it was and half as it is to be.`, next: 'Open Holdfast: go on where it stopped, or take it back.' };
    case 'keychain':
      return { title: cause.error.message, meaning: 'The key of the backups is in it: without it no backup is made and none can be opened on this computer.', next: cause.error.nextStep };
    case 'settings':
      return { title: 'Holdfast’s settings cannot be read', meaning: `${cause.error.message} Until then nothing is backed up. The backups are untouched.`, next: cause.error.nextStep };
    case 'kit-not-proved':
      return { title: `Only this computer holds the key of ${cause.app}’s backups`, meaning: 'If it is lost, nobody can open them.', next: 'Keep the recovery kit somewhere else and type a part of it in.' };
    case 'kit-proof-due':
      return { title: `Do you still have the recovery kit of ${cause.app}?`, meaning: 'It was proved more than three months ago. A kit that nobody finds opens nothing.', next: 'Open Holdfast and prove it again.' };
    case 'kit-outdated':
      return { title: `The recovery kit of ${cause.app} is out of date`, meaning: 'Its key is still the right one, but it names other places or people than now.', next: 'Save it again, and throw the old one away.' };
    case 'retention-asks':
      return { title: `May ${cause.backups} old ${cause.backups === 1 ? 'backup' : 'backups'} of ${cause.app} be removed?`, meaning: 'That is more than usual, so nothing was removed.', next: 'Look at which they are, and decide.' };
    case 'retention-stopped':
      return { title: `Old backups of ${cause.app} were not removed`, meaning: `${cause.error.message} No backup is lost by that, but the place fills up.`, next: cause.error.nextStep };
    case 'no-place':
      return { title: `${cause.app} has no place for its backups`, meaning: 'Nothing is protected yet.', next: 'Add a place.' };
    case 'no-backup':
      return { title: `${cause.app} has no backup yet`, meaning: 'Nothing is protected yet.', next: 'Press “Back up now”.' };
    case 'channel-failing':
      return { title: `${cause.name} cannot be told anything`, meaning: `What Holdfast sends there does not arrive. ${cause.error.message} Backups go on all the same.`, next: cause.error.nextStep };
    default:
      return assertNever(cause);
  }
}

/** Pure. */
export function resolvedMessageOf(cause: Cause): Words {
  const { title } = messageOf(cause);
  return { title: `Over: ${title}`, meaning: 'Holdfast has seen that this holds no more.', next: 'There is nothing to do.' };
}

const namedTables = 3;

function incomplete({ app, tables }: Extract<Cause, { kind: 'incomplete' }>): Words {
  if (tables.length === 0) return { title: `The newest backup of ${app} was not read back`, meaning: `It was written but could not be fetched again from any place, so it does not count. ${old}`, next: 'Look at the places, then back up again.' };
  const named = tables.slice(0, namedTables).map(({ name }) => plain(name)).join(', ');
  const more = tables.length > namedTables ? ` and ${tables.length - namedTables} more` : '';
  return { title: `The newest backup of ${app} is incomplete`, meaning: `Not whole: ${named}${more}. Of these, only older backups have everything.`, next: 'Open Holdfast to see why, then back up again.' };
}

function placeBehind({ app, place, error, back, removed }: Extract<Cause, { kind: 'place-behind' }>): Words {
  if (removed !== undefined) return { title: `A backup of ${app} is gone from ${place}`, meaning: `It was made at ${minute(removed)} and had been read back from there. It may be another drive or folder than before, or somebody deleted it.`, next: 'See that it is the right drive or folder, then back up now: what is missing is written anew.' };
  if (error === undefined || back === true) return { title: `${place} lacks the newest backup of ${app}`, meaning: 'The newest backup lies in another place alone, so one accident could take it.', next: 'Back up now: it is copied there.' };
  return { title: `${place} is behind for ${app}`, meaning: `${error.message} New backups do not get there.`, next: error.nextStep };
}

function unusual({ app, what, value, usual }: Extract<Cause, { kind: 'unusual' }>): Words {
  switch (what) {
    case 'slow':
      return { title: `The last backup of ${app} took far longer than usual`, meaning: `It took ${minutes(value)}; usual are ${minutes(usual)}. It is whole, but the next ones may come too late.`, next: 'Look at the network and the places. If the app has grown, say that you have seen it.' };
    case 'large':
      return { title: `The last backup of ${app} is far larger than usual`, meaning: `It holds ${bytes(value)}; usual are ${bytes(usual)}. It is whole, but something filled the app.`, next: 'Compare it with the one before to see what came. If it was you, say that you have seen it.' };
    case 'small':
      return { title: `The last backup of ${app} is far smaller than usual`, meaning: `It holds ${bytes(value)}; usual are ${bytes(usual)}. Data may be gone from the app, or hidden from Holdfast’s access token.`, next: 'Compare it with the one before to see what is missing. If it was you, say that you have seen it.' };
    default:
      return assertNever(what);
  }
}

export function minute(instant: string): string {
  return `${instant.replace('T', ' ').slice(0, 16)} UTC`;
}

function minutes(ms: number): string {
  const count = Math.max(1, Math.round(ms / 60_000));
  return `${count} ${count === 1 ? 'minute' : 'minutes'}`;
}

export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
  let at = 0;
  let value = count;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${value >= 100 || at === 0 ? Math.round(value) : value.toFixed(1)} ${units[at] ?? ''}`;
}

/** A table is called whatever the platform lets it be called. */
function plain(name: string): string {
  const text = name.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
