import type { Evidence, PlaceEvidence } from '../evidence.ts';
import { agoWords, listed } from '../words.ts';
import { full, type Judge, nothing, oldest } from './found.ts';

/** Places outside the platform. */
export function ownPlaces({ places }: Pick<Evidence, 'places'>): readonly PlaceEvidence[] {
  return places.filter(({ insidePlatform }) => !insidePlatform);
}

function holding(evidence: Evidence): readonly PlaceEvidence[] {
  return evidence.newest === undefined ? [] : ownPlaces(evidence).filter(({ holdsNewest }) => holdsNewest);
}

function names(places: readonly PlaceEvidence[]): string {
  return listed(places.map(({ name }) => name));
}

/** How far from this computer a place is: what burns or is stolen together is one loss. */
const apart: Readonly<Record<PlaceEvidence['lies'], number>> = { cloud: 1, 'synced-folder': 0.8, 'other-disk': 0.5, 'this-computer': 0, unknown: 0 };

/** Where does it live? */
export const where = {
  owned(evidence) {
    const { places, newest } = evidence;
    if (places.length > 0 && ownPlaces(evidence).length === 0) return nothing('Backups lie inside the platform itself: what takes the app takes them too.');
    if (places.length === 0) return nothing('There is no place for backups yet.');
    return newest === undefined ? nothing('No complete backup was read back from a place that you own.') : full(`The newest complete backup was read back from ${names(holding(evidence))}.`);
  },
  second(evidence) {
    const there = holding(evidence);
    const own = ownPlaces(evidence);
    if (there.length > 1) return full(`${names(there)} each have the newest backup.`);
    if (own.length < 2) return nothing('There is only one place.');
    const others = own.filter(({ holdsNewest }) => !holdsNewest);
    const older = others.some(({ holdsSome }) => holdsSome) && there.length > 0;
    return { share: older ? 0.4 : 0, says: `${names(others)} ${others.length === 1 ? 'lacks' : 'lack'} the newest backup.` };
  },
  elsewhere(evidence) {
    const there = holding(evidence);
    if (there.length === 0) return nothing('No place has a complete backup.');
    const best = there.toSorted((a, b) => apart[b.lies] - apart[a.lies])[0];
    const share = best === undefined ? 0 : apart[best.lies];
    if (best === undefined || share === 0) return nothing('As far as can be told, all backups are lost with this computer.');
    if (best.lies === 'other-disk') return { share, says: `“${best.name}” is another disk: not lost with this computer, but with the room it stands in.` };
    return { share, says: best.lies === 'cloud' ? `“${best.name}” is not lost with this computer.` : `“${best.name}” is copied into a cloud by another program.` };
  },
  logins(evidence) {
    const there = holding(evidence);
    if (there.length < 2) return nothing('There is only one place with the newest backup, and so one login.');
    return new Set(there.map(({ login }) => login)).size > 1 ? full('The places have separate logins.') : nothing('One login opens all of the places.');
  },
  encrypted({ newest }) {
    return newest === undefined ? nothing('There is no complete backup yet.') : full('Backups are encrypted before they leave this computer.');
  },
  undeletable(evidence) {
    const there = holding(evidence);
    const locked = there.find(({ protection }) => protection === 'lock');
    if (locked !== undefined) return full(`“${locked.name}” lets nobody delete backups for a time.`);
    const versioned = there.find(({ protection }) => protection === 'versions');
    if (versioned !== undefined) return { share: 0.5, says: `“${versioned.name}” keeps old versions of what is deleted; a key that may delete those can still do it.` };
    return nothing('Whoever has this computer can delete every backup.');
  },
  key({ kitProvedAt, kitOutdated, keyAnswers }, now) {
    if (!keyAnswers) return nothing('The key of the backups cannot be had on this computer.');
    if (kitProvedAt === undefined) return nothing('Nobody has proved that the recovery kit is in a person’s hands.');
    const says = `The recovery kit was proved ${agoWords(kitProvedAt, now)}${kitOutdated ? ', and what it says of places and people is out of date' : ''}.`;
    return { share: kitOutdated ? 0.5 : 1, says, at: kitProvedAt };
  },
  'read-back'(evidence, now) {
    const own = ownPlaces(evidence);
    if (own.length === 0) return nothing('There is no place for backups yet.');
    const at = oldest(own.map(({ readBackAt }) => readBackAt));
    if (at !== undefined) return full(own.length === 1 ? `It was read back ${agoWords(at, now)}.` : `All places were read back, the longest ago ${agoWords(at, now)}.`, at);
    return nothing(`From ${names(own.filter(({ readBackAt }) => readBackAt === undefined))} nothing is known to have been read back.`);
  },
} as const satisfies Readonly<Record<string, Judge>>;
