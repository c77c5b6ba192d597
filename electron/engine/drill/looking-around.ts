import { compareWithApp } from './compare-with-app.ts';
import type { LiveApp } from './live-app.ts';
import { drillReferences } from './references.ts';
import type { FurtherChecks } from './run-drill.ts';
import { drillTripwire } from './tripwire.ts';

/** Looks at what was loaded that reach further than the backup itself: links between records, records that were there before, and the app as it is now. */
export function lookingAround(live: () => Promise<LiveApp>): readonly FurtherChecks[] {
  return [
    async ({ work, manifest, backup }) => drillReferences(work, manifest, backup, live),
    async ({ work, manifest, backup }) => drillTripwire(work, manifest, backup, live),
    async ({ work, manifest, backup }) => compareWithApp(work, manifest, backup, live),
  ];
}
