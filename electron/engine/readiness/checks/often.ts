import { overdueFrom } from '../overdue.ts';
import { agoWords, counted, everyWords, figure } from '../words.ts';
import { full, type Judge, nothing } from './found.ts';

/** One or two that were missed are a bad day, four are a habit. */
const missesThatCount = 4;
const enoughMade = 0.9;

/** How often? */
export const often = {
  automatic({ everyHours, paused, isOpened }) {
    if (isOpened) return nothing('The app is known here only from its backups; nothing new is backed up.');
    if (everyHours === null) return nothing('Backups are made only when somebody remembers.');
    return paused ? nothing('Backups are paused.') : full(`A backup begins by itself ${everyWords(everyHours)}.`);
  },
  enough({ everyHours, objectiveHours }) {
    if (objectiveHours === undefined) return nothing('You have not said how much work you could afford to redo.');
    if (everyHours === null) return nothing(`You accept to lose ${counted(objectiveHours, 'hour')} of work, and nothing begins by itself.`);
    if (everyHours > objectiveHours) return nothing(`You accept to lose ${counted(objectiveHours, 'hour')} of work, and backups begin only ${everyWords(everyHours)}.`);
    return full(`Backups begin ${everyWords(everyHours)}; you accept to lose ${counted(objectiveHours, 'hour')} of work.`);
  },
  fresh(evidence, now) {
    const { newest } = evidence;
    if (newest === undefined) return nothing('There is no complete backup yet.');
    const { late, over } = overdueFrom(evidence, newest.at);
    const at = now.getTime();
    const age = agoWords(newest.at, now);
    if (evidence.everyHours === null && evidence.objectiveHours === undefined && at < late) return { share: 0.5, says: `The newest complete backup began ${age}, and nothing says how old it may be.` };
    if (at < late) return full(`The newest complete backup began ${age}.`);
    return { share: at >= over ? 0 : 0.5 * ((over - at) / (over - late)), says: `A backup is overdue: the newest complete one began ${age}.` };
  },
  reasons({ windows }) {
    if (windows === undefined || windows.all === 0) return nothing('No planned backup has come due yet.');
    const { all, made, missed } = windows;
    if (made === 0) return nothing(`None of ${counted(all, 'planned backup')} was made.`);
    if (missed === 0) return full(`${counted(all, 'planned backup')} of the last 30 days: none was missed without a reason.`);
    return { share: Math.max(0, 1 - missed / missesThatCount), says: `${counted(missed, 'planned backup')} of ${figure(all)} failed or ${missed === 1 ? 'was' : 'were'} missed without a reason.` };
  },
  made({ windows }) {
    if (windows === undefined || windows.all === 0) return nothing('No planned backup has come due yet.');
    const { all, made } = windows;
    return { share: Math.min(1, made / all / enoughMade), says: `${figure(made)} of ${counted(all, 'planned backup')} ${made === 1 ? 'was' : 'were'} made.` };
  },
} as const satisfies Readonly<Record<string, Judge>>;
