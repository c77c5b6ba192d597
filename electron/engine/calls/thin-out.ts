import { HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import type { DeleteOptions, RetainedSnapshot, RetentionAtPlace, RetentionOptions, RetentionReport, RetentionRule } from '../engine.ts';
import type { LongCall } from '../long-call.ts';
import type { Clock } from '../ports/clock.ts';
import { findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import { thisComputer } from '../system/this-computer.ts';
import { chooseSnapshot } from '../vault/format/names.ts';
import { moreThanExpected, planThinning, type Preview, previewThinning, type Thinning, type ThinningProgress, thinOut } from '../vault/retention/apply.ts';
import type { Choice } from '../vault/retention/choice.ts';
import { listPins } from '../vault/retention/pins.ts';
import type { RetentionPlan } from '../vault/retention/plan.ts';
import type { RetentionPolicy } from '../vault/retention/policy.ts';
import { policyOf } from '../vault/retention/rule.ts';
import { whyGoing, whyKept } from '../vault/retention/words.ts';
import { listSnapshots } from '../vault/vault.ts';
import { judgeBackups } from '../watch/judge.ts';
import { loadMemory, openAlarms } from '../watch/watch-memory.ts';
import { emergencyBrake } from '../emergencies/store.ts';
import { openEveryVault, type VaultAtPlace, type VaultFinder } from './app-vault.ts';
import type { HomeKeeper } from './home-keeper.ts';
import { refuseOpened } from './refuse-opened.ts';

export interface ThinOutParts extends VaultFinder {
  readonly clock: Clock;
  /** The home directory. */
  readonly directory: string;
  readonly home: HomeKeeper;
}

/** What came of one place, or would. */
interface Thinned {
  readonly plan: RetentionPlan;
  readonly at: RetentionAtPlace;
  readonly asks: boolean;
}

type OpenAtPlace = Extract<VaultAtPlace, { readonly vault: unknown }>;

/** What is asked of every place. */
interface Asked extends LongCall {
  readonly choice: Choice;
  readonly destination?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly dryRun: boolean;
  readonly confirmed: boolean;
  readonly unattended: boolean;
  readonly despiteAlarm?: string | undefined;
}

const refusedShown = 100;

/** Thins out an app's backups in each of its places. The home is this process's own meanwhile. */
export async function thinOutApp(parts: ThinOutParts, wanted: string, options: RetentionOptions): Promise<RetentionReport> {
  const { retention } = findApp(await parts.settings.read(), wanted);
  const { seen, dryRun = false, confirmed = false, unattended = false } = options;
  const choice: Choice = { kind: 'policy', policy: policyOf(toldRule(options, retention)), ...(seen === undefined ? {} : { seen: new Set(seen) }) };
  return alone(parts, wanted, { ...options, choice, dryRun, confirmed: confirmed || seen !== undefined, unattended });
}

/** Removes backups that a person named. */
export async function deleteBackups(parts: ThinOutParts, wanted: string, snapshots: readonly string[], options: DeleteOptions): Promise<RetentionReport> {
  const known = await namesEverywhere(parts, wanted, options.signal);
  const names = new Set(snapshots.map((snapshot) => chooseSnapshot(known, snapshot)));
  return alone(parts, wanted, { ...options, choice: { kind: 'named', names }, dryRun: options.dryRun === true, confirmed: true, unattended: false });
}

/** What the settings say, but for what was told. */
function toldRule({ preset, keep }: RetentionOptions, stored: Pick<RetentionRule, 'preset' | 'keep'> | undefined): Pick<RetentionRule, 'preset' | 'keep'> {
  const base = preset === undefined ? (stored ?? { preset: 'standard' as const }) : { preset };
  const told = Object.fromEntries(Object.entries(keep ?? {}).filter(([, count]) => count !== undefined));
  return { preset: base.preset, keep: { ...('keep' in base ? base.keep : undefined), ...told } };
}

async function alone(parts: ThinOutParts, wanted: string, asked: Asked): Promise<RetentionReport> {
  if (asked.dryRun) return run(parts, wanted, asked);
  return parts.home.keep({ program: `removing old backups of ${wanted.slice(0, 60)}`, signal: asked.signal, waitMs: 0 }, () => run(parts, wanted, asked));
}

async function run(parts: ThinOutParts, wanted: string, asked: Asked): Promise<RetentionReport> {
  const { signal, choice, dryRun, confirmed, unattended, destination } = asked;
  const { app, places } = await openEveryVault(parts, wanted, { signal, ...(destination === undefined ? {} : { destination }) });
  refuseOpened(app);
  const brake = await brakeOf(parts, app, places, asked);
  const pinnedElsewhere = await pinsEverywhere(parts, app.name, signal);
  const thinning = ({ vault }: OpenAtPlace): Thinning => ({ vault, choice, clock: parts.clock, timeZone: asked.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone, pinnedElsewhere, signal });
  const policy = choice.kind === 'policy' ? choice.policy : undefined;
  if (brake.alarms > 0 || brake.unsure !== undefined || brake.emergency !== undefined) {
    const held = await eachPlace(places, async (place) => heldBack(place, await planThinning(thinning(place)), brake));
    return { ...report(policy, held, dryRun), ...(brake.alarms > 0 ? { alarms: brake.alarms } : {}), ...(brake.emergency === undefined ? {} : { emergency: brake.emergency }) };
  }
  if (dryRun) return report(policy, await eachPlace(places, async (place) => previewed(place, await previewThinning(thinning(place)))), true);
  // Before anything goes anywhere: no place is thinned out while another one asks, or has to keep what was named.
  if (!confirmed || choice.kind === 'named') {
    const previews = await eachPlace(places, async (place) => previewed(place, { ...(await planThinning(thinning(place))), waste: undefined }));
    const most = previews.filter(({ asks }) => asks).toSorted((a, b) => b.plan.going.length - a.plan.going.length)[0];
    if (most !== undefined) throw moreThanExpected(most.plan);
  }
  const owner = thisComputer(parts.directory);
  const thinned = await eachPlace(places, async (place): Promise<Thinned> => {
    // One may have been declared while another place was thinned out.
    const declared = await emergencyBrake(parts.directory, app.vault.id);
    if (declared !== undefined) throw emergencyOpen(declared);
    asked.onProgress?.({ phase: 'thin-out', subject: place.name, done: 0, unit: 'backups' });
    const onProgress: ThinningProgress = (unit, done, total) => asked.onProgress?.({ phase: 'thin-out', subject: place.name, done, total, unit });
    const done = await thinOut({ ...thinning(place), owner, confirmed, unattended, onProgress });
    const { freedBytes, waitingBytes, refused, refusesAsBefore } = done;
    const notes = [...done.notes, ...stillThere(place, freedBytes)];
    const at = {
      name: place.name,
      outcome: refused.length > 0 ? 'partly' : 'done',
      deleted: namesOf(done.plan),
      freedBytes,
      waitingBytes,
      refused: refused.slice(0, refusedShown),
      refusedCount: refused.length,
      refusesAsBefore,
      notes,
    } as const;
    return { plan: done.plan, at, asks: false };
  });
  return report(policy, thinned, false);
}

/** What keeps an app's backups from being removed. */
interface Brake {
  /** Open alarms. */
  readonly alarms: number;
  /** Why nobody knows whether one should be, where nobody is there to ask. */
  readonly unsure?: string;
  /** An emergency is open, or may be: in a sentence. */
  readonly emergency?: string;
}

/**
 * While an alarm is open, nothing goes: what is thinned out now may be what a person needs tomorrow. A backup that nobody compared yet (whoever made it was
 * killed, or it was another computer) is compared first.
 * While an emergency is open nothing goes either, whatever anybody says.
 * @throws conflict (details.reason = `alarm-open` or `emergency-open`) when a person asked for it; invalid-input when they named another app.
 */
async function brakeOf(parts: ThinOutParts, app: StoredApp, places: readonly VaultAtPlace[], { dryRun, unattended, despiteAlarm, signal }: Asked): Promise<Brake> {
  const emergency = await emergencyBrake(parts.directory, app.vault.id);
  if (emergency !== undefined) {
    if (dryRun || unattended) return { alarms: 0, emergency: emergency.says };
    throw emergencyOpen(emergency);
  }
  if (despiteAlarm !== undefined) {
    if (despiteAlarm === app.name) return { alarms: 0 };
    throw new HoldfastError('invalid-input', 'To remove backups while an alarm is open, type the name of the app.', { nextStep: `Type “${app.name}”, or answer the alarm.` });
  }
  if (dryRun) return { alarms: openAlarms(await loadMemory(parts.directory, app.vault.id)).length };
  const vaults = places.flatMap((place) => ('vault' in place ? [place.vault] : []));
  let alarms: number;
  try {
    const watching = { home: parts.directory, clock: parts.clock, signal };
    const memory = vaults.length === 0 ? await loadMemory(parts.directory, app.vault.id) : await judgeBackups(vaults, undefined, watching);
    alarms = openAlarms(memory).length;
  } catch (error) {
    if (isHoldfastError(error, 'cancelled') || (isHoldfastError(error, 'corrupt') && error.details['reason'] === 'watch-memory')) throw error;
    if (unattended) return { alarms: 0, unsure: toHoldfastError(error).message };
    alarms = openAlarms(await loadMemory(parts.directory, app.vault.id)).length;
  }
  if (alarms === 0 || unattended) return { alarms };
  throw new HoldfastError('conflict', `${alarms === 1 ? 'An alarm' : `${alarms} alarms`} about the data of “${app.name}” ${alarms === 1 ? 'is' : 'are'} open, so no backup is removed.`, {
    nextStep: 'Say whether what happened was expected, then try again.',
    details: { reason: 'alarm-open', alarms },
  });
}

function emergencyOpen({ says, nextStep }: { readonly says: string; readonly nextStep: string }): HoldfastError {
  return new HoldfastError('conflict', says, { nextStep, details: { reason: 'emergency-open' } });
}

/** Nothing goes: what would, stays for the alarm's or the emergency's sake. */
function heldBack({ name }: OpenAtPlace, { plan }: Pick<Preview, 'plan'>, { unsure, emergency }: Brake): Thinned {
  const because = [{ kind: emergency === undefined ? ('alarm' as const) : ('emergency' as const) }];
  const kept = [...plan.kept, ...plan.going.map(({ snapshot }) => ({ snapshot, because }))];
  const notes = emergency !== undefined ? [emergency] : unsure === undefined ? [] : [`What changed in the newest backup is not known, so no older one was removed: ${unsure}`];
  return { plan: { kept, going: [] }, at: { name, outcome: 'done', deleted: [], freedBytes: 0, waitingBytes: 0, refused: [], refusedCount: 0, refusesAsBefore: false, notes }, asks: false };
}

/** A delete leaves the old version behind in a place that keeps them: gone for Holdfast, not for whoever counts the space. */
function stillThere({ name, vault }: OpenAtPlace, freedBytes: number): readonly string[] {
  const { versioned, lock } = vault.store.capabilities;
  if (!versioned || freedBytes === 0) return [];
  const locked = lock === undefined ? '' : `, at the earliest ${lock.days} ${lock.days === 1 ? 'day' : 'days'} after it was stored`;
  return [`“${name}” keeps old versions of what is deleted: the space is free only when its own rule removes them${locked}.`];
}

/** What was named has to stay: that concerns all places. */
const mustStay: ReadonlySet<string> = new Set(['newest', 'no-newest', 'pinned']);

/** @throws cancelled, and what concerns no place but the call. */
async function eachPlace(places: readonly VaultAtPlace[], work: (place: OpenAtPlace) => Promise<Thinned>): Promise<readonly Thinned[]> {
  const all: Thinned[] = [];
  for (const place of places) {
    if ('error' in place) {
      all.push(failed(place.name, place.error));
      continue;
    }
    try {
      all.push(await work(place));
    } catch (error) {
      if (isHoldfastError(error, 'cancelled') || isHoldfastError(error, 'invalid-input')) throw error;
      if (isHoldfastError(error, 'conflict') && mustStay.has(String(error.details['reason']))) throw error;
      all.push(failed(place.name, toHoldfastError(error)));
    }
  }
  return all;
}

function failed(name: string, error: HoldfastError): Thinned {
  const at = { name, outcome: 'failed', error: toPlainError(error), deleted: [], freedBytes: 0, waitingBytes: 0, refused: [], refusedCount: 0, refusesAsBefore: false, notes: [] } as const;
  return { plan: { kept: [], going: [] }, at, asks: false };
}

function previewed({ name }: OpenAtPlace, { plan, asks, waste }: Preview): Thinned {
  const notes = waste === undefined ? ['A backup here is damaged, so how much space would become free is not known. Run a check.'] : [];
  return { plan, asks, at: { name, outcome: 'done', deleted: namesOf(plan), freedBytes: waste?.ripeBytes ?? 0, waitingBytes: waste?.otherBytes ?? 0, refused: [], refusedCount: 0, refusesAsBefore: false, notes } };
}

function report(policy: RetentionPolicy | undefined, places: readonly Thinned[], dryRun: boolean): RetentionReport {
  const kept = places.flatMap(({ plan }) => plan.kept.map(({ snapshot, because }) => ({ name: snapshot.name, why: whyKept(because) })));
  const deleted = places.flatMap(({ plan }) => plan.going.map(({ snapshot, because }) => ({ name: snapshot.name, why: whyGoing(because, policy) })));
  return {
    dryRun,
    policy: policy ?? null,
    kept: onceEach(kept),
    deleted: onceEach(deleted),
    freedBytes: places.reduce((sum, { at }) => sum + at.freedBytes, 0),
    waitingBytes: places.reduce((sum, { at }) => sum + at.waitingBytes, 0),
    asks: places.some(({ asks }) => asks),
    places: places.map(({ at }) => at),
  };
}

function onceEach(snapshots: readonly RetainedSnapshot[]): readonly RetainedSnapshot[] {
  const byName = new Map<string, RetainedSnapshot>();
  for (const each of snapshots) if (!byName.has(each.name)) byName.set(each.name, each);
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? 1 : -1));
}

function namesOf({ going }: RetentionPlan): readonly string[] {
  return going.map(({ snapshot }) => snapshot.name);
}

/** A pin in one place counts in all, whichever place is asked for: another may have been away when it was set. */
async function pinsEverywhere(parts: ThinOutParts, app: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const pins = new Set<string>();
  for (const place of (await openEveryVault(parts, app, { signal })).places) {
    if (!('vault' in place)) continue;
    try {
      for (const pin of await listPins(place.vault, signal)) pins.add(pin);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      // What fails here fails again, and is told, when the place itself is thinned out.
    }
  }
  return pins;
}

/** Of the places that answer. */
async function namesEverywhere(parts: ThinOutParts, app: string, signal: AbortSignal): Promise<readonly string[]> {
  const names = new Set<string>();
  const { places } = await openEveryVault(parts, app, { signal });
  for (const place of places) {
    if (!('vault' in place)) continue;
    try {
      for (const { name } of await listSnapshots(place.vault, signal)) names.add(name);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      // What fails here fails again, and is told, when backups are to go from it.
    }
  }
  return [...names];
}
