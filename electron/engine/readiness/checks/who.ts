import { agoWords, counted, listed } from '../words.ts';
import { full, type Judge, nothing } from './found.ts';
import { ownPlaces } from './where.ts';

const none = 'There is no runbook yet: nobody knows who acts.';

/** Who acts? */
export const who = {
  people({ runbook }) {
    if (runbook === undefined) return nothing(none);
    const [first] = runbook.lacks;
    return first === undefined ? full('One page says who does what, with a way to reach them.') : { share: 0.3, says: `The runbook is not complete: ${first}` };
  },
  reread({ runbook }, now) {
    if (runbook?.rereadAt === undefined) return nothing(runbook === undefined ? none : 'Nobody has said that the runbook still holds.');
    const { rereadAt, changedSinceReread = false } = runbook;
    const says = `The runbook was re-read ${agoWords(rereadAt, now)}`;
    return changedSinceReread ? { share: 0.5, says: `${says}, and says something else since.`, at: rereadAt } : full(`${says}.`, rereadAt);
  },
  stored(evidence) {
    const { runbook } = evidence;
    const own = ownPlaces(evidence);
    if (runbook === undefined) return nothing(none);
    if (own.length === 0) return nothing('There is no place for it yet.');
    const lacking = own.filter(({ name }) => !runbook.storedIn.includes(name));
    return lacking.length === 0 ? full('It lies in every place, as it is now.') : { share: 1 - lacking.length / own.length, says: `${listed(lacking.map(({ name }) => name))} ${lacking.length === 1 ? 'does' : 'do'} not have it as it is now.` };
  },
  deputy(evidence) {
    const { deputies, openToDeputies = [] } = evidence;
    if (deputies === 0) return nothing('Nobody beside you can open the backups.');
    const letIn = counted(deputies, 'deputy', 'deputies');
    if (ownPlaces(evidence).some(({ name }) => openToDeputies.includes(name))) return full(`${letIn} can open the backups.`);
    return nothing(`${letIn} ${deputies === 1 ? 'was' : 'were'} let in, and can open next to nothing: what was stored before was not written anew for ${deputies === 1 ? 'their key' : 'their keys'}.`);
  },
  proved({ deputies, runbook }, now) {
    if (deputies === 0) return nothing('There is no deputy who could prove it.');
    return runbook?.deputyProvedAt === undefined ? nothing('No deputy has proved that their key opens anything.') : full(`A deputy proved their key ${agoWords(runbook.deputyProvedAt, now)}.`, runbook.deputyProvedAt);
  },
} as const satisfies Readonly<Record<string, Judge>>;
