import { HoldfastError, isHoldfastError, toHoldfastError, toPlainError } from '../../../shared/model/errors.ts';
import { appToken, openAppVault, requireVault, type VaultFinder } from '../calls/app-vault.ts';
import type { EngineDependencies } from '../calls/dependencies.ts';
import type { SnapshotsReport } from '../engine.ts';
import { findApp } from '../registry/lookup.ts';
import type { StoredApp } from '../settings/schema.ts';
import type { GuardDesk } from './guard-desk.ts';
import { GuardFiles } from './guard-file.ts';
import { lookAtApp } from './look.ts';
import { LookMemory } from './look-memory.ts';
import { createPlaybookDesk } from './playbooks/desk.ts';
import { defaultMinutes, type GuardLook, type GuardSession, isOpen, nextLook } from './session.ts';
import { findingSentence, verdictSentence } from './words.ts';

export interface GuardDeskDeps {
  readonly finder: VaultFinder;
  readonly deps: EngineDependencies;
  readonly newId: () => string;
  readonly snapshots: (app: string, signal: AbortSignal) => Promise<SnapshotsReport>;
}

const minuteMs = 60_000;

/** Windows in which an app is watched while it is changed, and the checklists for that. */
export function createGuardDesk({ finder, deps, newId, snapshots }: GuardDeskDeps): GuardDesk {
  const { home, clock, log, workers } = deps;
  const files = new GuardFiles({ home, clock, log });
  /** By guard backup; of one that is over nothing is kept. */
  const memories = new Map<string, LookMemory>();

  async function find(app: string): Promise<StoredApp> {
    return findApp(await finder.settings.read(), app);
  }

  /** Changes the open window. One that ended becomes the newest of those before. */
  async function change(app: string, signal: AbortSignal, make: (session: GuardSession) => GuardSession, id?: string): Promise<GuardSession> {
    const { vault, name } = await find(app);
    return files.change(vault.id, signal, (file) => {
      if (file.open === null || (id !== undefined && file.open.id !== id)) throw noWindow(name);
      const session = make(file.open);
      if (!isOpen(session)) memories.delete(session.id);
      return { file: isOpen(session) ? { ...file, open: session } : { ...file, open: null, ended: [session, ...file.ended] }, result: session };
    });
  }

  async function lookAt(app: StoredApp, backup: string, memory: LookMemory, options: { readonly signal: AbortSignal; readonly isFinal: boolean; readonly onProgress?: Parameters<GuardDesk['look']>[1]['onProgress'] }): Promise<GuardLook> {
    const { signal, isFinal, onProgress } = options;
    const vault = requireVault(await openAppVault(finder, app.name, { signal }));
    // A token may be another one by now; a folder needs none.
    const source = memory.source ?? (await finder.connector.source(app.connection, await appToken(finder.keychain, app)));
    if (source.glance !== undefined) memory.source = source;
    return lookAtApp(vault, backup, source, { clock, home, threads: workers, signal, isFinal, memory, ...(onProgress === undefined ? {} : { onProgress }) });
  }

  /** Looks once and notes what it found, or why it could not. @throws cancelled, not-found, conflict. */
  async function look(app: string, isFinal: boolean, options: Parameters<GuardDesk['look']>[1]): Promise<GuardSession> {
    const { signal, onProgress } = options;
    const stored = await find(app);
    const { open } = await files.read(stored.vault.id);
    if (open?.backup === undefined) throw noWindow(stored.name);
    let memory = memories.get(open.id);
    if (memory === undefined) memories.set(open.id, (memory = new LookMemory()));
    const began = clock.now();
    try {
      const found = await lookAt(stored, open.backup.id, memory, { signal, isFinal, ...(onProgress === undefined ? {} : { onProgress }) });
      return await change(app, signal, ({ lookProblem: _before, ...session }) => ({ ...session, look: found, looks: session.looks + 1, nextLookAt: nextLook(clock.now(), found.tookMs).toISOString() }), open.id);
    } catch (error) {
      if (isHoldfastError(error, 'cancelled') || signal.aborted) throw error;
      const problem = { at: began.toISOString(), error: toPlainError(toHoldfastError(error)) };
      return change(app, signal, (session) => ({ ...session, lookProblem: problem, nextLookAt: nextLook(clock.now(), 0).toISOString() }), open.id);
    }
  }

  return {
    async state(app) {
      const { open, ended } = await files.read((await find(app)).vault.id);
      return { open: open ?? undefined, ended };
    },
    async begin(app, { minutes = defaultMinutes, change: kind, label, backupAfter = false }, { signal }) {
      const { name, vault, connection } = await find(app);
      if (connection.platform === 'opened') {
        throw new HoldfastError('invalid-input', `“${name}” is known here only from its backups, so there is nothing to watch.`, { nextStep: 'Connect the app with its access token first.' });
      }
      return files.change(vault.id, signal, (file) => {
        if (file.open !== null) {
          throw new HoldfastError('conflict', `A change to “${name}” is being watched already.`, { nextStep: 'End that window first, or go on with it.', details: { reason: 'already-running' } });
        }
        const text = label?.trim() ?? '';
        const session: GuardSession = {
          id: newId(),
          app: name,
          ...(kind === undefined ? {} : { change: kind }),
          ...(text === '' ? {} : { label: text.slice(0, 200) }),
          phase: 'backing-up',
          startedAt: clock.now().toISOString(),
          minutes,
          wentOn: false,
          looks: 0,
          backupAfter,
        };
        return { file: { ...file, open: session }, result: session };
      });
    },
    async hold(app) {
      return files.hold((await find(app)).vault.id);
    },
    // It may be over already.
    running: async (app, runId, { signal }) => change(app, signal, (session) => (session.phase === 'backing-up' ? { ...session, runId } : session)),
    again: async (app, { signal }) =>
      change(app, signal, ({ problem: _before, backup: _incomplete, runId: _ended, ...session }) => {
        if (session.phase !== 'asks') throw new HoldfastError('invalid-input', 'The backup before the change needs nothing.', { nextStep: 'Look at what is going on now.' });
        return { ...session, phase: 'backing-up' };
      }),
    backedUp: async (app, backup, { signal }) =>
      change(app, signal, ({ problem: _before, runId: _run, ...session }) => {
        if (session.phase !== 'backing-up') return session;
        return backup.isComplete && backup.isVerified ? watching({ ...session, backup }, clock.now()) : { ...session, phase: 'asks', backup };
      }),
    notBackedUp: async (app, problem, { signal }) =>
      change(app, signal, ({ backup: _none, runId: _run, ...session }) => (session.phase === 'backing-up' ? { ...session, phase: 'asks', problem } : session)),
    goOn: async (app, { signal }) =>
      change(app, signal, (session) => {
        if (session.phase !== 'asks' || session.backup === undefined) throw new HoldfastError('invalid-input', 'There is no backup to go on with.', { nextStep: 'Make the backup again, or stop here.' });
        return watching({ ...session, wentOn: true }, clock.now());
      }),
    set: async (app, { minutes, backupAfter }, { signal }) =>
      change(app, signal, (session) => {
        // Counted from when the watching began, so that making it longer and shorter again is as if nothing had been done.
        const watchedFrom = session.until === undefined ? undefined : Date.parse(session.until) - session.minutes * minuteMs;
        return {
          ...session,
          ...(minutes === undefined ? {} : { minutes, ...(watchedFrom === undefined ? {} : { until: new Date(watchedFrom + minutes * minuteMs).toISOString() }) }),
          ...(backupAfter === undefined ? {} : { backupAfter }),
        };
      }),
    look: async (app, options) => look(app, false, options),
    async end(app, by, options) {
      const { signal } = options;
      const session = await change(app, signal, (before) => {
        if (before.phase === 'backing-up' || before.phase === 'asks') return { ...before, phase: 'abandoned', endedAt: clock.now().toISOString(), endedBy: by };
        return { ...before, phase: 'ending', ...(before.endedBy === undefined ? { endedBy: by } : {}) };
      });
      if (session.phase === 'abandoned') return session;
      const looked = options.without === true ? session : await look(app, true, options);
      // A window is over once it was looked at for the last time, or somebody does without.
      if (options.without !== true && looked.look?.isFinal !== true) return looked;
      return change(app, signal, ({ nextLookAt: _next, ...last }) => ({ ...last, phase: 'ended', endedAt: clock.now().toISOString(), ...(last.backupAfter ? { afterBackup: 'due' as const } : {}) }), session.id);
    },
    async afterMade(app, id, { signal }) {
      await files.change((await find(app)).vault.id, signal, (file) => ({ file: { ...file, ended: file.ended.map((session) => (session.id === id ? withoutAfter(session) : session)) }, result: undefined }));
    },
    say: async (found) => ({ verdict: verdictSentence(found), findings: found.findings.map(findingSentence) }),
    playbooks: createPlaybookDesk({
      files,
      clock,
      newId,
      find,
      look: (app, signal) => ({
        snapshots: async () => (await snapshots(app, signal)).snapshots,
        source: async () => {
          const stored = await find(app);
          return finder.connector.source(stored.connection, await appToken(finder.keychain, stored));
        },
        look: async (backup) => lookAt(await find(app), backup, new LookMemory(), { signal, isFinal: true }),
      }),
    }),
  };
}

function watching(session: GuardSession, now: Date): GuardSession {
  return { ...session, phase: 'watching', until: new Date(now.getTime() + session.minutes * minuteMs).toISOString(), nextLookAt: nextLook(now, 0).toISOString() };
}

function withoutAfter({ afterBackup: _made, ...session }: GuardSession): GuardSession {
  return session;
}

function noWindow(app: string): HoldfastError {
  return new HoldfastError('not-found', `No change to “${app}” is being watched.`, { nextStep: 'Start one before you change the app.' });
}
