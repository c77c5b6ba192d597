import { mkdir, readFile } from 'node:fs/promises';
import { parseJson } from '../../../shared/model/record.ts';
import type { BackupReport, Engine, LongCall } from '../../engine/engine.ts';
import type { RunningSampleApp } from '../../sample-app/index.ts';
import { formatBytes, formatCount, formatCounted, formatDuration } from '../terminal/format.ts';
import type { Shop } from './shop.ts';
import { storyError, type Teller } from './teller.ts';

/** What the story is played with. */
export interface Stage {
  readonly engine: Engine;
  readonly call: LongCall;
  /** Starts the sample app; called once. */
  readonly openShop: () => Promise<{ readonly app: RunningSampleApp; readonly shop: Shop }>;
  /** Folder that becomes the place for backups. */
  readonly place: string;
  /** Folder for what is taken out. */
  readonly out: string;
}

export const appName = 'Sample shop';
const table = 'Order';
const lost = 143;

/** The whole story, step by step. @throws StepFailed, cancelled. */
export async function playStory(teller: Teller, stage: Stage): Promise<{ readonly firstBackup: string }> {
  const { engine, call } = stage;

  const { app, shop } = await teller.step('start', 'An app to protect', async () => {
    const opened = await stage.openShop();
    return { says: ['A sample app was started on this computer: a small shop that sells things for the home.'], gives: opened };
  });

  await teller.step('protect', 'Protect it', async () => {
    await mkdir(stage.place, { recursive: true });
    await engine.destinations.add({ name: 'This folder', kind: 'local', path: stage.place }, call);
    const added = await engine.apps.add({ name: appName, connection: { platform: 'base44', url: app.url, appId: app.appId, token: app.token } }, call);
    const records = added.entities.reduce((sum, entity) => sum + (entity.records ?? 0), 0);
    return { says: [`The app was asked what it holds: ${formatCounted(added.entities.length, 'table')} with ${formatCounted(records, 'record')}.`, 'A key was made that only you have. Without it nobody can read the backups.'], gives: undefined };
  });

  const first = await teller.step('backup', 'Back it up', async () => {
    const report = await engine.backup(appName, { ...call, kind: 'manual', label: 'before' });
    return { says: [...backupSays(report), `It lies in ${stage.place}`], gives: report };
  });

  await teller.step('verify', 'Make sure that it is whole', async () => {
    const check = await engine.check(appName, { ...call, readData: true });
    if (!check.ok) throw storyError('The backup is damaged, though it was only just made.');
    return { says: [`Every byte was read back from the folder and compared: ${formatCounted(check.objects, 'file')}, ${formatBytes(check.bytes)}, all as they were written.`], gives: undefined };
  });

  const gone = await teller.step('lose', 'Lose something', async () => {
    const orders = await shop.orders();
    // Scattered, from the newest on: as if a filter had been wrong.
    const ids = orders.toReversed().filter((_id, index) => index % 5 < 3).slice(0, lost);
    const deleted = await shop.deleteOrders(ids);
    if (deleted !== ids.length) throw storyError(`The sample app deleted ${deleted} orders rather than ${ids.length}.`);
    return { says: [`${formatCount(deleted)} of ${formatCount(orders.length)} orders were just deleted in the app, as a script with a wrong filter would.`], gives: ids };
  });

  const second = await teller.step('backup-again', 'Back it up again', async () => {
    const report = await engine.backup(appName, { ...call, kind: 'manual', label: 'after' });
    return { says: [`Only what changed was stored: ${formatBytes(report.uploadedBytes)} instead of ${formatBytes(first.uploadedBytes)}.`, 'The first backup is still there, untouched.'], gives: report };
  });

  const found = await teller.step('compare', 'See what changed', async () => {
    const diff = await engine.diff(appName, first.snapshot, second.snapshot, { ...call, records: true });
    const changed = diff.entities.filter((entity) => entity.created + entity.changed + entity.deleted > 0);
    const ids = changed.find((entity) => entity.name === table)?.records?.deleted ?? [];
    if (!sameIds(ids, gone)) throw storyError('The comparison does not name the orders that were deleted.');
    return { says: changed.map((entity) => `${entity.name}: ${formatCount(entity.created)} new, ${formatCount(entity.changed)} changed, ${formatCount(entity.deleted)} deleted.`), gives: ids };
  });

  await teller.step('take-out', 'Take the lost orders out, as a file', async () => {
    const report = await engine.exportSnapshot(appName, { ...call, snapshot: first.snapshot, format: 'jsonl', out: stage.out, entity: table, ids: found });
    const [file] = report.files;
    const ids = file === undefined ? [] : await idsIn(file.path);
    if (file === undefined || !sameIds(ids, gone)) throw storyError('Not all of the lost orders could be taken out.');
    return { says: [`All ${formatCount(ids.length)} are here, in a file that any program can read: ${file.path}`], gives: undefined };
  });

  await teller.step('bring-back', 'Bring the lost orders back', async () => {
    const { receipt } = await engine.restoring.restore(appName, { ...call, snapshot: first.snapshot, tables: [{ entity: table, ids: found }] });
    if (receipt === undefined || receipt.verified !== gone.length || receipt.safetySnapshot === null) throw storyError('Not all of the lost orders came back.');
    const now = new Set(await shop.orders());
    if (!gone.every((id) => now.has(id))) throw storyError('The app does not have the orders that came back.');
    return { says: [`${formatCount(receipt.verified)} of ${formatCount(gone.length)} orders are back in the app, with their ids, and each was read back from it.`, 'A backup was made just before, so that even this can be taken back.'], gives: undefined };
  });

  await teller.step('drill', 'Prove that all of it would come back', async () => {
    // What was brought back is in no backup yet.
    await engine.backup(appName, { ...call, kind: 'manual', label: 'mended' });
    const drill = await engine.drills.drill(appName, call);
    const failed = drill.checks.find(({ state }) => state === 'failed');
    if (!drill.ok || drill.backup === undefined) throw storyError(`The drill failed: ${failed?.detail ?? 'not everything could be looked at.'}`);
    return {
      says: [
        'What was brought back was backed up first.',
        `With nothing but the folder and the key, the newest backup was loaded into a throwaway database: ${formatCounted(drill.backup.records, 'record')}, in ${formatDuration(drill.durationMs)}.`,
        `${formatCounted(drill.checks.filter(({ state }) => state === 'passed').length, 'check')} passed: every part, every count, every type, every link, every file, and the app beside it.`,
      ],
      gives: undefined,
    };
  });

  await teller.step('grade', 'Would you get back?', async () => {
    const { grade, questions, nextStep } = await engine.readiness.get(appName, call);
    const works = questions.find(({ id }) => id === 'works');
    if (works === undefined || works.score === 0) throw storyError('The grade does not count the drill.');
    return {
      says: [
        `The grade, from A to F, by five questions: ${grade}. ${questions.map((question) => `${question.title} ${question.grade}`).join(' · ')}`,
        ...(nextStep === undefined ? [] : [`What would help most: ${nextStep.says} ${formatCounted(nextStep.minutes, 'minute')}.`]),
      ],
      gives: undefined,
    };
  });

  return { firstBackup: first.snapshot };
}

function backupSays(report: BackupReport): string[] {
  const records = report.entities.reduce((sum, entity) => sum + entity.records, 0);
  const missing = report.entities.filter((entity) => entity.status !== 'complete');
  return [
    `${formatCounted(records, 'record')} were read, packed and encrypted: ${formatBytes(report.uploadedBytes)} in all.`,
    ...missing.map((entity) => `${entity.name} is ${entity.status}: ${entity.reason ?? 'not all of it could be read'}`),
  ];
}

async function idsIn(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const record = parseJson(line);
    return typeof record === 'object' && record !== null && 'id' in record && typeof record.id === 'string' ? record.id : '';
  });
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  const wanted = new Set(b);
  return a.length === wanted.size && new Set(a).size === a.length && a.every((id) => wanted.has(id));
}
