import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { startDrivePlace } from '../support/google/drive-place.ts';
import { attempt, expectHonest, expectNextRunFinishes, expectOnlyWholeSnapshots, scenarios, withRun } from './every-store-call.ts';

async function inDrive(work: (drive: Awaited<ReturnType<typeof startDrivePlace>>) => Promise<void>): Promise<void> {
  const drive = await startDrivePlace();
  try {
    await work(drive);
  } finally {
    await drive.google.close();
  }
}

describe('a first backup to Google Drive that is cut off', () => {
  it.each([
    { where: 'before any of its objects is sent', served: false },
    { where: 'after any of its objects has arrived, before the answer', served: true },
  ])('$where: nothing half-made is listed, the next one finishes, nothing is there twice', ({ served }) =>
    withRun(async (run) => {
      const scene = await scenarios.firstBackup(run);
      let uploads = 0;
      await inDrive(async (drive) => {
        await runBackup(run.task(scene.source, [await drive.open()]));
        uploads = drive.google.requests.filter((kind) => kind === 'upload').length;
      });
      expect(uploads).toBeGreaterThan(5);
      for (let nth = 1; nth <= uploads; nth += 1) {
        await rm(join(run.home, 'runs'), { recursive: true, force: true });
        await inDrive(async (drive) => {
          drive.google.faults.cutOff('upload', { nth, served });
          expectHonest(await attempt(runBackup(run.task(scene.source, [await drive.open()]))), ['network']);
          drive.google.faults.clear();
          // Another process: it knows nothing of what the first one did.
          const next = await drive.open();
          await expectOnlyWholeSnapshots(next, scene);
          await expectNextRunFinishes(run, [next], scene);
          const names = drive.objects().map((file) => file.name);
          expect(new Set(names).size).toBe(names.length);
        });
      }
    }));
});
