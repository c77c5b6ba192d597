import { agoWords, counted, listed } from '../words.ts';
import { full, type Judge, nothing } from './found.ts';

const none = 'There is no complete backup yet.';
const unknown = 'What the backup leaves out is not known.';

/** What do you back up? */
export const what = {
  tables({ newest, coverage }) {
    if (newest === undefined || coverage === undefined) return nothing(none);
    const { tables, lacking } = coverage;
    if (lacking.length > 0) return { share: (0.5 * Math.max(0, tables - lacking.length)) / Math.max(1, tables), says: `The newest backup is not whole: ${listed(lacking)} ${lacking.length === 1 ? 'lacks' : 'lack'} records.` };
    return tables === 0 ? nothing('The newest backup has no table.') : full(tables === 1 ? 'The one table there is was read to the last record.' : `All ${counted(tables, 'table')} were read to the last record.`);
  },
  listed({ coverage }, now) {
    return coverage === undefined ? nothing('Nobody has asked the platform what tables there are.') : full(`The platform was asked what tables there are ${agoWords(coverage.listedAt, now)}.`, coverage.listedAt);
  },
  files({ newest, coverage }) {
    if (newest === undefined || coverage === undefined) return nothing(none);
    if (coverage.gaps === undefined) return nothing(unknown);
    return coverage.lacksFiles ? nothing('Some uploaded files are not in the backup.') : full('No uploaded file is left out.');
  },
  settings({ newest, coverage }) {
    if (newest === undefined || coverage === undefined) return nothing(none);
    if (coverage.gaps === undefined) return nothing(unknown);
    return coverage.lacksSettings ? nothing('The app’s settings are not in the backup.') : full('The schema and the settings that can be read are in it.');
  },
  named({ newest, coverage }) {
    if (newest === undefined || coverage === undefined) return nothing(none);
    if (coverage.gaps === undefined) return nothing(unknown);
    return full(coverage.gaps.length === 0 ? 'The backup leaves nothing out.' : `Not covered, and named with every backup: ${listed(coverage.gaps)}.`);
  },
  calm({ alarms, newest }) {
    if (alarms === undefined) return nothing('Nobody knows yet whether an alarm about the data stands open.');
    const [first] = alarms;
    if (first !== undefined) return nothing(alarms.length === 1 ? first : `${counted(alarms.length, 'alarm')} about the data stand open. ${first}`);
    return newest === undefined ? nothing('There is nothing yet to watch the data by.') : full('No alarm about the data stands open.');
  },
} as const satisfies Readonly<Record<string, Judge>>;
