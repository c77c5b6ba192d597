import { z } from 'zod';
import { compareVersions, isVersion } from './version-order.ts';

const version = z.string().refine(isVersion);
const instant = z.iso.datetime();

const past = z.object({
  at: instant,
  kind: z.enum(['updated', 'taken-back', 'not-installed', 'would-not-start']),
  version,
  /** The version before. */
  from: version.optional(),
});

/** What is remembered of updates, in a file of its own. What of it cannot be read is as if it had never been. */
export const rememberedUpdates = z.object({
  automatic: z.boolean().catch(true),
  lastRun: version.optional().catch(undefined),
  lastChecked: instant.optional().catch(undefined),
  /** The highest that a release with a good signature ever said: less is not believed later. */
  newest: z.object({ version, releaseDate: z.string() }).optional().catch(undefined),
  skipped: version.optional().catch(undefined),
  laterUntil: instant.optional().catch(undefined),
  /** Set right before the program ends for it. */
  installing: z.object({ from: version, to: version, at: instant, hidden: z.boolean() }).optional().catch(undefined),
  /** Versions that a person or this computer went back from. */
  takenBack: z.array(version).catch([]),
  past: z.array(past).catch([]),
});
export type RememberedUpdates = z.infer<typeof rememberedUpdates>;

/** Where it is kept between two starts. */
export interface UpdatesMemory {
  get(): RememberedUpdates;
  set(change: Partial<RememberedUpdates>): void;
}

const remembered = { past: 20, takenBack: 10 } as const;
/** A start so long after the installing began is not its end. */
const quietStartMs = 30 * 60_000;

/** With one more thing that happened, the newest first. */
export function withPast(memory: RememberedUpdates, what: RememberedUpdates['past'][number]): Pick<RememberedUpdates, 'past'> {
  return { past: [what, ...memory.past].slice(0, remembered.past) };
}

export interface Started {
  readonly change: Partial<RememberedUpdates>;
  /** It comes back from an update that nobody asked for: without a window, as it went. */
  readonly quietly: boolean;
  readonly happened?: RememberedUpdates['past'][number]['kind'];
}

/**
 * What a start tells, from the version that ran last and the update that was being installed: an update that is there, one that did not come, or an older
 * version put in the place of a newer one.
 */
export function startedAs(memory: RememberedUpdates, running: string, now: Date): Started {
  const { installing, lastRun } = memory;
  const at = now.toISOString();
  const change = { lastRun: running, installing: undefined };
  if (installing !== undefined && installing.to === running) {
    const isSoon = now.getTime() - Date.parse(installing.at) < quietStartMs;
    return { change: { ...change, laterUntil: undefined, ...withPast(memory, { at, kind: 'updated', version: running, from: installing.from }) }, quietly: installing.hidden && isSoon, happened: 'updated' };
  }
  if (lastRun !== undefined && compareVersions(running, lastRun) < 0) {
    const takenBack = [lastRun, ...memory.takenBack.filter((one) => one !== lastRun)].slice(0, remembered.takenBack);
    return { change: { ...change, takenBack, ...withPast(memory, { at, kind: 'taken-back', version: lastRun, from: running }) }, quietly: false, happened: 'taken-back' };
  }
  if (installing !== undefined && installing.from === running) return { change: { ...change, ...withPast(memory, { at, kind: 'not-installed', version: installing.to, from: running }) }, quietly: false, happened: 'not-installed' };
  // Put in place by hand, or the first start.
  if (lastRun !== undefined && lastRun !== running) return { change: { ...change, ...withPast(memory, { at, kind: 'updated', version: running, from: lastRun }) }, quietly: false, happened: 'updated' };
  return { change, quietly: false };
}

/** This version's engine does not stay up: noted once, and where a person goes back, it is not offered again. */
export function wouldNotStart(memory: RememberedUpdates, running: string, now: Date): Partial<RememberedUpdates> | undefined {
  const last = memory.past.find(({ kind }) => kind === 'updated');
  const isNew = last?.version === running;
  if (!isNew || memory.past.some(({ kind, version: of }) => kind === 'would-not-start' && of === running)) return undefined;
  return withPast(memory, { at: now.toISOString(), kind: 'would-not-start', version: running, ...(last?.from === undefined ? {} : { from: last.from }) });
}
