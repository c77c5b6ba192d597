import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import type { VaultFinder } from '../calls/app-vault.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import type { Engine } from '../engine.ts';
import { findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import type { EmergencyDesk } from './emergency-desk.ts';
import { afterAlarms, afterBackups, afterLook, afterRestores, type SeenRestore } from './happenings.ts';
import type { MessageTemplates } from './messages.ts';
import { momentIn } from './moments.ts';
import { Pinning } from './pinning.ts';
import { brokenStateLabel, type EmergencyRecord, isOpenEmergency, withEntry, withProblem, withStep } from './record.ts';
import { type Emergency, shownEmergency } from './shown.ts';
import { stepWords } from './step-words.ts';
import { EmergencyFiles } from './store.ts';

export interface EmergencyDeskDeps {
  readonly finder: VaultFinder;
  readonly deps: Pick<EngineDependencies, 'home' | 'clock' | 'version'>;
  readonly newId: () => string;
  readonly engine: Pick<Engine, 'snapshots' | 'pin'> & { readonly restoring: Pick<Engine['restoring'], 'list' | 'receipt'>; readonly watch: Pick<Engine['watch'], 'alarms'> };
  /** How long it took the last time that it was measured, in milliseconds; undefined: nobody measured it. */
  readonly measured: (app: StoredApp) => Promise<number | undefined>;
  /** Messages to customers that the app's runbook has. */
  readonly templates: (app: StoredApp) => Promise<MessageTemplates>;
  /** IANA name; absent = this computer's. */
  readonly timeZone?: string;
}

/** Emergencies of all apps of a home. */
export function createEmergencyDesk({ finder, deps, newId, engine, measured, templates, timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone }: EmergencyDeskDeps): EmergencyDesk {
  const { home, clock } = deps;
  const files = new EmergencyFiles(home, clock);
  const moment = momentIn(timeZone);
  const pinning = new Pinning({ finder, engine, clock, home, moment });

  async function find(app: string): Promise<StoredApp> {
    return findApp(await finder.settings.read(), app);
  }

  const now = (): string => clock.now().toISOString();

  async function recordOf(app: StoredApp, id: string): Promise<EmergencyRecord> {
    const { emergencies } = await files.read(app.vault.id);
    return chosen(emergencies, id);
  }

  async function change(app: StoredApp, id: string, signal: AbortSignal, make: (record: EmergencyRecord) => EmergencyRecord): Promise<EmergencyRecord> {
    return files.change(app.vault.id, signal, ({ emergencies }) => make(chosen(emergencies, id)));
  }

  async function shown(app: StoredApp, record: EmergencyRecord): Promise<Emergency> {
    // A runbook that cannot be read must not keep anybody from their emergency.
    const texts = await templates(app).catch(() => ({}));
    return shownEmergency(record, { platform: app.connection.platform, templates: texts, moment });
  }

  async function say(app: string, id: string, signal: AbortSignal, make: (record: EmergencyRecord, stored: StoredApp) => EmergencyRecord): Promise<Emergency> {
    const stored = await find(app);
    return shown(stored, await change(stored, id, signal, (record) => make(record, stored)));
  }

  async function restoresSince(app: StoredApp, { startedAt }: EmergencyRecord): Promise<readonly SeenRestore[]> {
    const seen: SeenRestore[] = [];
    for (const { id, state, at } of await engine.restoring.list(app.name)) {
      if (at < startedAt || state === 'stopped' || state === 'damaged') continue;
      const { receipt, finished } = await engine.restoring.receipt(app.name, id);
      if (finished) seen.push({ ...receipt, isUndone: state === 'undone' });
    }
    return seen;
  }

  return {
    async list(app) {
      return files.read((await find(app)).vault.id);
    },
    async open(app) {
      return (await files.read((await find(app)).vault.id)).emergencies.find(isOpenEmergency);
    },
    async get(app, id) {
      const stored = await find(app);
      return shown(stored, await recordOf(stored, id));
    },
    async start(app, what, { signal }) {
      const stored = await find(app);
      const { name, connection, vault } = stored;
      const isOpened = connection.platform === 'opened';
      const measuredMs = await measured(stored).catch(() => undefined);
      const record = await files.change(vault.id, signal, ({ emergencies }) => {
        const open = emergencies.find(isOpenEmergency);
        if (open !== undefined) {
          throw new HoldfastError('conflict', `An emergency is open for “${name}” already, since ${moment(open.startedAt)}.`, { nextStep: 'Go on with it, or end it first.', details: { reason: 'emergency-open', emergency: open.id } });
        }
        const at = now();
        const text = what.trim().slice(0, 500);
        const begun: EmergencyRecord = {
          format: 'holdfast-emergency/1',
          id: `${at.slice(0, 19).replaceAll(':', '-')}Z-${newId().slice(0, 8)}`,
          app: name,
          startedAt: at,
          what: text,
          ...(stored.backWithinHours === undefined ? {} : { objectiveHours: stored.backWithinHours }),
          ...(measuredMs === undefined ? {} : { measuredMs }),
          pins: { state: isOpened ? 'nothing' : 'open', wanted: [], unpinned: false },
          broken: isOpened ? { state: 'skipped', found: 'Known here only from its backups: there is no app to back up.' } : { state: 'open' },
          steps: [],
          problems: [],
          timeline: [],
          messages: [],
        };
        const declared = withEntry(begun, { at, by: 'person', says: text === '' ? 'An emergency was declared.' : `An emergency was declared: “${text}”.` });
        const braked = withEntry(declared, { at, by: 'holdfast', says: 'From now on no backup is removed on this computer.' });
        if (!isOpened) return braked;
        return withProblem(braked, 'pins', 'This app is known here only from its backups, so nothing can be pinned from this computer. They can be read and taken out.');
      });
      return shown(stored, record);
    },
    async protect(app, id, { signal }) {
      const stored = await find(app);
      return pinning.goOn(stored, await recordOf(stored, id), (make) => change(stored, id, signal, make), signal);
    },
    async hold(app, id) {
      return files.hold((await find(app)).vault.id, id);
    },
    async findBroken(app, id, { signal }) {
      const stored = await find(app);
      const { startedAt } = await recordOf(stored, id);
      const { snapshots } = await engine.snapshots(stored.name, { signal });
      const made = snapshots.find((each) => each.label === brokenStateLabel && each.startedAt >= startedAt && each.verified);
      if (made === undefined) return undefined;
      return { backup: made.id, startedAt: made.startedAt, records: made.records, lacking: [], isVerified: true };
    },
    async breaking(app, id, state, { signal }) {
      const stored = await find(app);
      return change(stored, id, signal, (record) => {
        if (record.broken.state === 'done' || record.broken.state === 'skipped') return record;
        if (state === 'again') return withProblem({ ...record, broken: { state: 'open' } }, 'broken', undefined);
        // A run that ended before anybody noted that it had begun has been told of.
        if ('runId' in state) return record.broken.state === 'failed' ? record : { ...record, broken: { state: 'running', runId: state.runId } };
        if ('failed' in state) {
          const { message, nextStep } = state.failed;
          const failed: EmergencyRecord = { ...record, broken: { state: 'failed', error: state.failed } };
          return withEntry(withProblem(failed, 'broken', `The state as it is could not be backed up: ${message} ${nextStep}`), { at: now(), by: 'holdfast', says: `The state as it was could not be backed up: ${message}` });
        }
        const { backup, startedAt, records, lacking, isVerified } = state.made;
        const lacks = lacking.length === 0 ? '' : ` Not read whole: ${lacking.join(', ')}.`;
        const proof = isVerified ? ' and read back' : ', but it could not be read back';
        const found = `${count(records)} are kept as they were${proof}.${lacks}`;
        const made: EmergencyRecord = { ...record, broken: { state: 'done', backup, startedAt, doneAt: now(), found } };
        const problem = lacking.length === 0 && isVerified ? undefined : `The backup of the state as it is, is not whole.${lacks}${isVerified ? '' : ' It could not be read back.'}`;
        return withEntry(withProblem(made, 'broken', problem), { at: now(), by: 'holdfast', says: `A backup of the broken state was made: ${found}`, about: `backup:${backup}` });
      });
    },
    async catchUp(app, id, { signal, places = false }) {
      const stored = await find(app);
      const record = await recordOf(stored, id);
      if (!isOpenEmergency(record)) return record;
      const restores = await orLater(() => restoresSince(stored, record));
      const alarms = await orLater(() => engine.watch.alarms(stored.name));
      const backups = places ? await orLater(() => engine.snapshots(stored.name, { signal })) : undefined;
      return change(stored, id, signal, (latest) => {
        if (!isOpenEmergency(latest)) return latest;
        let next = latest;
        if (restores !== undefined) next = afterRestores(next, restores);
        if (alarms !== undefined) next = afterAlarms(next, [...alarms.open, ...alarms.answered]);
        if (backups !== undefined) next = afterBackups(next, backups.snapshots);
        return JSON.stringify(next) === JSON.stringify(latest) ? latest : next;
      });
    },
    async looked(app, id, look, { signal }) {
      return change(await find(app), id, signal, (record) => (isOpenEmergency(record) ? afterLook(record, look, now()) : record));
    },
    step: async (app, id, step, { state, decision }, { signal }) =>
      say(app, id, signal, (record, { connection }) => {
        requireOpen(record);
        const { title } = stepWords(step, connection.platform);
        if (step === 'snapshot' && state === 'skipped' && record.broken.state === 'failed') {
          return withEntry({ ...record, broken: { ...record.broken, state: 'skipped' } }, { at: now(), by: 'person', says: `“${title}”: skipped.` });
        }
        if (step === 'snapshot') throw new HoldfastError('invalid-input', 'Holdfast says itself when that backup is made.', { nextStep: 'Wait for it, or skip it where it failed.' });
        if (state === 'open') {
          const { decision: _before, ...rest } = record;
          return withStep(step === 'decide' ? rest : record, step, undefined);
        }
        const found = step === 'decide' && decision !== undefined ? decided[decision] : undefined;
        const said = withStep(record, step, { id: step, state, at: now(), seen: false, ...(found === undefined ? {} : { found }) });
        const words = state === 'skipped' ? `“${title}”: skipped.` : found === undefined ? `“${title}”: done.` : `Decided: ${found}`;
        return withEntry({ ...said, ...(step === 'decide' && decision !== undefined ? { decision } : {}) }, { at: now(), by: 'person', says: words });
      }),
    note: async (app, id, says, { signal }) => say(app, id, signal, (record) => withEntry(record, { at: now(), by: 'person', says: says.trim().slice(0, 2000) })),
    message: async (app, id, message, text, { signal }) =>
      say(app, id, signal, (record) => ({ ...record, messages: [...record.messages.filter((each) => each.id !== message), ...(text === null ? [] : [{ id: message, text: text.slice(0, 4000) }])] })),
    async end(app, id, { learnt, unpin, signal }) {
      const stored = await find(app);
      const ended = await change(stored, id, signal, (record) => {
        requireOpen(record);
        const text = learnt.trim();
        const { broken } = record;
        const over: EmergencyRecord = { ...record, endedAt: now(), broken: broken.state === 'open' || broken.state === 'running' ? { ...broken, state: 'skipped' } : broken, ...(text === '' ? {} : { learnt: text.slice(0, 4000) }) };
        return withEntry(over, { at: now(), by: 'person', says: 'The emergency was declared over. Removing of old backups goes on by its rule.' });
      });
      // After it is noted as over: whoever is killed here leaves a pin too many, never one too few.
      if (!unpin) return shown(stored, ended);
      return shown(stored, await pinning.letGo(stored, ended, (make) => change(stored, id, signal, make), signal));
    },
    learnt: async (app, id, learnt, { signal }) => say(app, id, signal, ({ learnt: _before, ...record }) => ({ ...record, ...(learnt.trim() === '' ? {} : { learnt: learnt.trim().slice(0, 4000) }) })),
    async file(app, id, format) {
      const stored = await find(app);
      const record = await recordOf(stored, id);
      const words = { record, timeZone, now: clock.now(), version: deps.version, platform: stored.connection.platform };
      const fileName = `emergency-${stored.slug}-${record.startedAt.slice(0, 10)}.${format}`;
      if (format === 'md') {
        const { timelineMarkdown } = await import('./timeline-markdown.ts');
        return { fileName, mediaType: 'text/markdown', content: new TextEncoder().encode(timelineMarkdown(words)) };
      }
      const { timelinePdf } = await import('./timeline-pdf.ts');
      return { fileName, mediaType: 'application/pdf', content: await timelinePdf(words) };
    },
  };
}

const decided = {
  'restore-data': 'bring back data.',
  'roll-back-code': 'roll back the app.',
  both: 'roll back the app, then bring back data.',
  neither: 'neither data nor app needs to go back.',
} as const;

function chosen(emergencies: readonly EmergencyRecord[], id: string): EmergencyRecord {
  const record = emergencies.find((each) => each.id === id);
  if (record !== undefined) return record;
  throw new HoldfastError('not-found', 'There is no such emergency.', { nextStep: 'Look at the list of emergencies.' });
}

function requireOpen(record: EmergencyRecord): void {
  if (!isOpenEmergency(record)) throw new HoldfastError('conflict', 'This emergency is over.', { nextStep: 'Declare a new one if it is happening again.', details: { reason: 'emergency-over' } });
}

function count(records: number): string {
  return `${records.toLocaleString('en-US')} ${records === 1 ? 'record' : 'records'}`;
}

/** What cannot be read now is read the next time. @throws cancelled. */
async function orLater<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isHoldfastError(error, 'cancelled')) throw error;
    return undefined;
  }
}
