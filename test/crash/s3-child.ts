import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { openS3 } from '../../electron/engine/destinations/s3/s3-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { accessKeyId, secretAccessKey } from '../support/s3-server/s3-server.ts';
import { backupTask } from '../support/small-app.ts';
import { appAt, type Stage } from './small-stages.ts';

/**
 * A process of its own that backs up into a bucket, for tests that kill it.
 *   ENDPOINT BUCKET PREFIX HOME first|second START
 */
async function main([endpoint = '', bucket = '', prefix = '', home = '', stage = 'first', start = '']: readonly string[]): Promise<void> {
  const open = () => openS3({ endpoint, region: 'us-east-1', bucket, prefix, accessKeyId }, { secretAccessKey });
  const task = backupTask({ source: appAt(stage as Stage), stores: [], home, clock: new FakeClock({ start }) });
  const { places } = await runBackup({ ...task, places: [{ name: 'bucket', open }] });
  if (places.some(({ outcome }) => outcome !== 'verified')) process.exitCode = 1;
}

await main(process.argv.slice(2));
