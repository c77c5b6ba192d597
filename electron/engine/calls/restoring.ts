import { randomUUID } from 'node:crypto';
import { HoldfastError, isHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import { canonicalJson } from '../../../shared/model/record.ts';
import type { LongCall, Progress } from '../long-call.ts';
import type { AppWriter } from '../ports/app-writer.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Source } from '../ports/source.ts';
import { findApp } from '../registry/lookup.ts';
import { loadPlan, restoreFolder } from '../restore/folder.ts';
import { readJournal } from '../restore/journal/journal.ts';
import { replay, type RestoreState } from '../restore/journal/state.ts';
import { findKnownIds, type KnownIds } from '../restore/known-ids.ts';
import { mayBeOf, readNotes } from '../restore/notes.ts';
import { type MadePlan, makePlan, type PlanningParts } from '../restore/plan/make-plan.ts';
import { leaveOut } from '../restore/plan/leave-out.ts';
import { onlyShown } from '../restore/plan/only-shown.ts';
import type { StoredPlan } from '../restore/plan/plan.ts';
import { previewStep } from '../restore/plan/preview.ts';
import { shownPlan } from '../restore/plan/shown-plan.ts';
import { brokenStateLabel } from '../emergencies/record.ts';
import { hasReceipt, makeReceipt } from '../restore/receipt.ts';
import { learnRemapping, storedRemapping } from '../restore/remapping.ts';
import type { Remapping } from '../restore/remapping.ts';
import type { PlannedRestore, RestoreCall, RestoreDesk, RestoreOptions, RestoreReport, RestoreSummary, UndoOptions } from '../restore/restore-desk.ts';
import type { RestoreInto, RestoreParts } from '../restore/restore-parts.ts';
import { runRestore } from '../restore/run-restore.ts';
import { parseSelection } from '../restore/selection.ts';
import { planUndo } from '../restore/undo.ts';
import { notedByCommandLine } from '../runs/restore-notes.ts';
import type { StoredApp } from '../settings/schema.ts';
import { slug } from '../vault/format/names.ts';
import { openReader } from '../vault/open-reader.ts';
import { listSnapshots, type Vault } from '../vault/vault.ts';
import { appToken, openAppVault, requireVault, type VaultFinder } from './app-vault.ts';
import { backUp } from './back-up.ts';
import type { EngineDependencies } from './dependencies.ts';
import { manifestOf } from './find-record.ts';
import { fileContent } from './uploads.ts';
import type { HomeKeeper } from './home-keeper.ts';

export interface RestoringParts extends VaultFinder {
  readonly deps: EngineDependencies;
  readonly home: () => Promise<HomeKeeper>;
}

/** Plans that were shown and may still be done. */
const plansKept = 16;

interface KeptPlan {
  readonly plan: StoredPlan;
  readonly remapping: Remapping;
}

/** With what it was made of, to make it again. */
interface ShownPlan extends KeptPlan {
  readonly wanted: Parameters<typeof parseSelection>[0];
}

/** The engine's calls that bring back what was lost. */
export function createRestoring(parts: RestoringParts): RestoreDesk {
  const { deps } = parts;
  const plans = new Map<string, ShownPlan>();

  function keep(kept: ShownPlan): void {
    plans.set(kept.plan.id, kept);
    for (const id of plans.keys()) {
      if (plans.size <= plansKept) break;
      plans.delete(id);
    }
  }

  async function restoreNow(opened: Opened, kept: KeptPlan, options: RestoreCall): Promise<RestoreReport> {
    await refuseUnfinished(deps.home, opened.parts.into.vaultId);
    return { plan: shownPlan(kept.plan, opened.parts.into.writer, kept.remapping), receipt: await run(opened, kept, options) };
  }

  /**
   * The plan that was shown, as a person left it. Nobody does it twice. Another restore since then (the one before, of several) may have given records
   * new ids: then it is made again, or it would make them twice, or point at what is no more.
   */
  async function takeOut(opened: Opened, { plan: id, without = [], onProgress }: PlannedRestore, app: string): Promise<KeptPlan> {
    const { plan: shown, remapping, wanted } = keptPlanOf(id, app);
    plans.delete(id);
    const planning = await planningParts(opened, onProgress);
    if (hasTheseIds(shown, planning.known)) return { plan: leaveOut(shown, without), remapping };
    const again = keptPlan(opened, await makePlan({ ...planning, selection: parseSelection(wanted, opened.parts.from.manifest.entities) }), planning.known);
    return { ...again, plan: leaveOut(onlyShown(again.plan, shown), without) };
  }

  /** @throws not-found when it was forgotten, or is another app's. */
  function keptPlanOf(id: string, app: string): ShownPlan {
    const kept = plans.get(id);
    if (kept !== undefined && kept.plan.app === app) return kept;
    throw new HoldfastError('not-found', 'That plan is not known any more.', { nextStep: 'Make the plan again and look at it.' });
  }

  async function alone(wanted: string, kind: 'restore' | 'undo' | 'resume', { signal, noteAs }: RestoreCall, work: () => Promise<RestoreReport>): Promise<RestoreReport> {
    const keeping = async (): Promise<RestoreReport> => (await parts.home()).keep({ program: `restore of ${wanted.slice(0, 60)}`, signal, waitMs: 0 }, work);
    if (noteAs === undefined) return keeping();
    const app = findApp(await parts.settings.read(), wanted).name;
    return notedByCommandLine({ home: deps.home, clock: deps.clock, app, kind }, keeping);
  }

  async function planned(opened: Opened, options: RestoreOptions): Promise<KeptPlan> {
    const selection = parseSelection(options, opened.parts.from.manifest.entities);
    const planning = await planningParts(opened, options.onProgress);
    return keptPlan(opened, await makePlan({ ...planning, selection }), planning.known);
  }

  function run(opened: Opened, { plan, remapping }: KeptPlan, options: RestoreCall, onlySettle = false): ReturnType<typeof runRestore> {
    const { onProgress, gate, signal } = options;
    const safetyBackup = async (): ReturnType<typeof backUp> =>
      backUp({ ...parts, home: await parts.home() }, opened.parts.into.app, { signal, kind: 'pre-restore', ...(onProgress === undefined ? {} : { onProgress }) });
    const inSafety: Parameters<typeof runRestore>[0]['inSafety'] = async ({ snapshot, places }, look) => {
      const destination = places.find(({ outcome }) => outcome === 'verified')?.name;
      const vault = requireVault(await openAppVault(parts, opened.parts.into.app, { signal, ...(destination === undefined ? {} : { destination }) }));
      const reading = await openReader(vault, signal, deps.workers);
      try {
        return await look({ reader: reading.reader, manifest: await manifestOf(vault, snapshot, signal) });
      } finally {
        await reading.close();
      }
    };
    return runRestore({ ...opened.parts, plan, remapping, safetyBackup, inSafety, gate, onProgress, onlySettle });
  }

  /** Goes on with one that did not end. */
  async function goOn(app: string, id: string, options: RestoreCall, onlySettle: boolean): Promise<RestoreReport> {
    const plan = await loadPlan(deps.home, id);
    await refuseOther(parts, app, plan);
    return using(parts, { app: plan.app, into: plan.into, snapshot: plan.snapshot }, options, async (opened) => {
      refuseOtherApp(opened.parts, plan);
      const remapping = storedRemapping(plan.references);
      const receipt = await run(opened, { plan, remapping }, options, onlySettle);
      return { plan: shownPlan(plan, opened.parts.into.writer, remapping), receipt };
    });
  }

  return {
    async plan(app, options) {
      return using(parts, { app, into: options.into, snapshot: options.snapshot }, options, async (opened) => {
        const kept = await planned(opened, options);
        const { tables, include, overwriteNewer } = options;
        keep({ ...kept, wanted: { tables, include, overwriteNewer } });
        const may = await opened.parts.into.writer.mayWrite({ signal: options.signal });
        return { ...shownPlan(kept.plan, opened.parts.into.writer, kept.remapping), ...(may.ok ? {} : { refused: toPlainError(may.error) }) };
      });
    },
    async restore(app, options) {
      return alone(app, 'restore', options, async () => {
        if ('plan' in options) return using(parts, keptPlanOf(options.plan, app).plan, options, async (opened) => restoreNow(opened, await takeOut(opened, options, app), options));
        return using(parts, { app, into: options.into, snapshot: options.snapshot }, options, async (opened) => restoreNow(opened, await planned(opened, options), options));
      });
    },
    async resume(app, id, options) {
      return alone(app, 'resume', options, async () => {
        const plan = await loadPlan(deps.home, id);
        if (!(await hasReceipt(deps.home, id))) {
          await refuseOutdated(deps.home, plan);
          return goOn(app, id, options, false);
        }
        throw new HoldfastError('invalid-input', `The restore ${plan.id} came to its end; there is nothing to go on with.`, { nextStep: 'Look at its receipt, or take it back with undo.' });
      });
    },
    async undo(app, id, options) {
      return alone(app, 'undo', options, async () => {
        const done = await loadPlan(deps.home, id);
        await refuseOther(parts, app, done);
        await refuseUndone(parts, app, id);
        // What a restore that was killed did last must be known before it can be taken back.
        if (options.dryRun !== true && !(await hasReceipt(deps.home, id))) await goOn(app, id, options, true);
        const state = replay(await readJournal(restoreFolder(deps.home, id)));
        return takeBack({ parts, keptPlan, run, plansOf: planningParts }, done, state, options);
      });
    },
    async preview(app, id, options) {
      const { plan } = keptPlanOf(id, app);
      return using(parts, { app: plan.app, into: plan.into, snapshot: plan.snapshot }, options, (opened) => previewStep(opened.parts, plan, options));
    },
    async receipt(app, id) {
      const plan = await loadPlan(deps.home, id);
      await refuseOther(parts, app, plan);
      return { receipt: makeReceipt(deps.home, plan, replay(await readJournal(restoreFolder(deps.home, id)))), finished: await hasReceipt(deps.home, id) };
    },
    async list(app) {
      return listOf(parts, app);
    },
  };

  async function planningParts(opened: Opened, onProgress: LongCall['onProgress']): Promise<Omit<PlanningParts, 'selection'>> {
    const { from, into, signal } = opened.parts;
    const known = await findKnownIds(deps.home, { vaultId: from.vaultId, intoVaultId: into.vaultId });
    return { ...opened.parts, known, learn: () => learnRemapping(from, { signal, creators: creatorsIn(into) }), ...(onProgress === undefined ? {} : { onProgress }) };
  }

  function keptPlan({ parts: { from, into } }: Opened, { remapping, ...made }: MadePlan, known: KnownIds, undoOf?: string): KeptPlan {
    const at = deps.clock.now().toISOString();
    return {
      remapping,
      plan: {
        format: 'holdfast-restore/1',
        id: `${at.slice(0, 19).replaceAll(':', '-')}Z-${randomUUID().slice(0, 8)}`,
        ...(undoOf === undefined ? {} : { undoOf }),
        app: from.app,
        into: into.app,
        vaultId: from.vaultId,
        intoVaultId: into.vaultId,
        snapshot: from.manifest.id,
        at,
        ...made,
        references: remapping.stored,
        ...idsOf(known),
      },
    };
  }
}

function idsOf(known: KnownIds): Pick<StoredPlan, 'known' | 'knownAddresses'> {
  return {
    known: [...known.newest()].flatMap(([entity, map]) => [...map].map(([old, now]): [string, string, string] => [entity, old, now])),
    knownAddresses: [...known.addresses],
  };
}

/** Was the plan made with the ids that are known now? */
function hasTheseIds({ known, knownAddresses }: StoredPlan, now: KnownIds): boolean {
  return canonicalJson({ known, knownAddresses }) === canonicalJson(idsOf(now));
}

interface UndoTools {
  readonly parts: RestoringParts;
  readonly keptPlan: (opened: Opened, made: MadePlan, known: KnownIds, undoOf?: string) => KeptPlan;
  readonly run: (opened: Opened, kept: KeptPlan, options: RestoreCall) => ReturnType<typeof runRestore>;
  readonly plansOf: (opened: Opened, onProgress: LongCall['onProgress']) => Promise<Omit<PlanningParts, 'selection'>>;
}

async function takeBack(tools: UndoTools, done: StoredPlan, state: RestoreState, options: UndoOptions): Promise<RestoreReport> {
  const { safety } = state;
  if (safety === undefined) {
    throw new HoldfastError('invalid-input', 'That restore wrote nothing, so there is nothing to take back.', { nextStep: 'See the list of restores.' });
  }
  const wanted = { app: done.into, into: undefined, snapshot: safety, missing: 'The backup that was made before that restore is no longer kept, so it cannot be taken back by itself.' };
  return using(tools.parts, wanted, options, async (opened) => {
    refuseOtherApp(opened.parts, { vaultId: done.intoVaultId, intoVaultId: done.intoVaultId });
    const planning = await tools.plansOf(opened, options.onProgress);
    const kept = tools.keptPlan(opened, await planUndo({ ...planning, done: { plan: done, state } }), planning.known, done.id);
    const plan = shownPlan(kept.plan, opened.parts.into.writer, kept.remapping);
    return options.dryRun === true ? { plan } : { plan, receipt: await tools.run(opened, kept, options) };
  });
}

interface Wanted {
  readonly app: string;
  /** Absent = the app itself. */
  readonly into: string | undefined;
  readonly snapshot: string;
  /** What is said when that backup is not there any more. */
  readonly missing?: string;
}

/** A backup and an app, ready to be read and written. */
interface Opened {
  readonly parts: RestoreParts;
}

async function using<T>(parts: RestoringParts, wanted: Wanted, options: RestoreCall, work: (opened: Opened) => Promise<T>): Promise<T> {
  const { deps, settings, keychain } = parts;
  const { signal, onProgress } = options;
  const found = await openAppVault(parts, wanted.app, options);
  const vault = requireVault(found);
  const manifest = await manifestOf(vault, await snapshotMeant(vault, wanted.snapshot, signal), signal).catch((error: unknown) => {
    if (wanted.missing === undefined || !isHoldfastError(error, 'not-found')) throw error;
    throw new HoldfastError('not-found', wanted.missing, { nextStep: 'Compare another backup with the app, and bring back what you need.', cause: error });
  });
  const target = wanted.into === undefined ? found.app : findApp(await settings.read(), wanted.into);
  const { source, writer } = await writable(parts, target);
  const progress: Progress = { phase: 'connect', done: 0, unit: 'objects' };
  onProgress?.(progress);
  const description = await source.describe({ signal });
  const key = target === found.app ? vault.keys.chunkKey : await chunkKeyOf(keychain, target);
  const reading = await openReader(vault, signal, deps.workers);
  try {
    return await work({
      parts: {
        from: { app: found.app.name, vaultId: found.app.vault.id, reader: reading.reader, manifest, openFile: (file) => fileContent(vault, file, signal) },
        into: { app: target.name, vaultId: target.vault.id, source, writer, description },
        key,
        home: deps.home,
        clock: deps.clock,
        signal,
      },
    });
  } finally {
    await reading.close();
  }
}

/** Fields in which the app keeps who made a record. */
function creatorsIn({ writer, description }: RestoreInto): readonly string[] {
  return [...new Set(description.entities.flatMap((entity) => writer.abilities(entity).creators))];
}

/** The newest backup is often the one that a restore made of what it was about to mend, or that of the broken state of an emergency; nobody means those. */
async function snapshotMeant(vault: Vault, wanted: string, signal: AbortSignal): Promise<string> {
  if (wanted !== 'latest') return wanted;
  return (await listSnapshots(vault, signal)).find(({ kind, label }) => kind !== 'pre-restore' && label !== slug(brokenStateLabel))?.name ?? wanted;
}

async function writable({ connector, keychain }: RestoringParts, app: StoredApp): Promise<{ readonly source: Source; readonly writer: AppWriter }> {
  const token = await appToken(keychain, app);
  const writer = await connector.writer(app.connection, token);
  if (writer !== undefined) return { source: await connector.source(app.connection, token), writer };
  throw new HoldfastError('invalid-input', `Nothing can be written into “${app.name}” by Holdfast.`, {
    nextStep: 'Take the records out into files, and bring them in with the app’s own import.',
    details: { reason: 'not-writable' },
  });
}

/** @throws permission-denied when the keychain has it no more: the app could not be backed up first either. */
async function chunkKeyOf(keychain: Keychain, app: StoredApp): Promise<Uint8Array> {
  const key = Buffer.from((await keychain.get(app.secrets.chunkKey)) ?? '', 'base64');
  if (key.length === 32) return new Uint8Array(key);
  throw new HoldfastError('permission-denied', `The key of the backups of “${app.name}” is not in the keychain.`, {
    nextStep: 'Use the keychain that was used when the app was added.',
    details: { reason: 'key-missing' },
  });
}

/** A restore that stopped half-way has made what nobody knows of yet; another one on top of it could make it twice. */
async function refuseUnfinished(home: string, intoVaultId: string): Promise<void> {
  // Of those that cannot be read, the plan makes nothing anew that they may have made.
  for (const { plan, state, finished } of (await readNotes(home)).read) {
    const { id } = plan;
    if (plan.intoVaultId !== intoVaultId || finished || state.intents === 0) continue;
    throw new HoldfastError('conflict', `A restore into “${plan.into}” that began at ${plan.at.slice(0, 16).replace('T', ' ')} UTC was stopped half-way.`, {
      nextStep: `Go on with it, or take it back, then begin another one. Its name is ${id}.`,
      details: { reason: 'unfinished-restore', restore: id },
    });
  }
}

/** One that had not written anything yet stands in nobody's way: another one may have made meanwhile what it would make. */
async function refuseOutdated(home: string, plan: StoredPlan): Promise<void> {
  if (replay(await readJournal(restoreFolder(home, plan.id))).intents > 0 || hasTheseIds(plan, await findKnownIds(home, plan))) return;
  throw new HoldfastError('conflict', 'Records were brought back since that restore was planned, and it wrote nothing yet.', {
    nextStep: 'Make the plan again: it then knows of them.',
    details: { reason: 'outdated-plan' },
  });
}

/** Apps are found by their names, and a name may have become another app's: nothing is written into that one. */
function refuseOtherApp({ from, into }: RestoreParts, plan: Pick<StoredPlan, 'vaultId' | 'intoVaultId'>): void {
  if (from.vaultId === plan.vaultId && into.vaultId === plan.intoVaultId) return;
  throw new HoldfastError('conflict', `“${(into.vaultId === plan.intoVaultId ? from : into).app}” is another app now than the one of that restore.`, {
    nextStep: 'Compare a backup with the app you mean, and bring back what you need.',
    details: { reason: 'other-app' },
  });
}

/** Doing it twice would leave everything alone, and look like a failure. */
async function refuseUndone(parts: RestoringParts, app: string, id: string): Promise<void> {
  const restores = await listOf(parts, app);
  if (restores.find((each) => each.id === id)?.state !== 'undone') return;
  const by = restores.find(({ undoOf, state }) => undoOf === id && state === 'finished');
  throw new HoldfastError('invalid-input', 'That restore was taken back already.', {
    nextStep: by === undefined ? 'See the list of restores.' : `To bring its records back again, take back ${by.id}.`,
    details: { reason: 'undone' },
  });
}

async function refuseOther({ settings }: RestoringParts, wanted: string, plan: StoredPlan): Promise<void> {
  const app = findApp(await settings.read(), wanted);
  if (app.vault.id === plan.vaultId || app.vault.id === plan.intoVaultId) return;
  throw new HoldfastError('not-found', `“${app.name}” has no restore ${plan.id}.`, { nextStep: `It is one of “${plan.into}”.` });
}

async function listOf({ deps, settings }: RestoringParts, wanted: string): Promise<readonly RestoreSummary[]> {
  const app = findApp(await settings.read(), wanted);
  const found: (RestoreSummary & { readonly finished: boolean })[] = [];
  const { read, damaged } = await readNotes(deps.home);
  for (const { plan, state, finished } of read) {
    const { id } = plan;
    if (plan.vaultId !== app.vault.id && plan.intoVaultId !== app.vault.id) continue;
    // Nothing was asked of the app: there is nothing to go on with or to take back.
    if (!finished && state.intents === 0) continue;
    const { asked, written } = makeReceipt(deps.home, plan, state);
    found.push({ id, ...(plan.undoOf === undefined ? {} : { undoOf: plan.undoOf }), app: plan.app, into: plan.into, snapshot: plan.snapshot, at: plan.at, state: finished ? 'finished' : 'stopped', asked, written, finished });
  }
  for (const notes of damaged) {
    if (!mayBeOf(notes, [app.vault.id])) continue;
    const { id, plan, at } = notes;
    found.push({ id, app: plan?.app ?? app.name, into: plan?.into ?? app.name, snapshot: plan?.snapshot ?? '', at, state: 'damaged', asked: 0, written: 0, finished: false });
  }
  const undone = new Set(found.flatMap(({ undoOf, finished, id }) => (undoOf !== undefined && finished && !found.some((other) => other.undoOf === id && other.finished) ? [undoOf] : [])));
  // At the same moment, the one that takes the other back came after it.
  const newestFirst = found.toSorted((a, b) => (a.at === b.at ? Number(b.undoOf === a.id) - Number(a.undoOf === b.id) : a.at < b.at ? 1 : -1));
  return newestFirst.map(({ finished: _finished, ...summary }) => (undone.has(summary.id) ? { ...summary, state: 'undone' } : summary));
}
