import { createHost, answer, type Operation, type Question } from '../../electron/engine/catalog/thread/host.ts';
import { takeIn } from '../../electron/engine/catalog/take-in.ts';
import { twoBackups } from './two-backups.ts';
import { testVaultId } from './small-app.ts';

/**
 * Takes the older of two backups into the copy at FILE, or the newer one beside it, and says each step it is about to take, for whoever
 * is to kill it there: `catalog-child.ts FILE first|newer`.
 */
const [file = '', which = ''] = process.argv.slice(2);
const { reader, older, newer } = await twoBackups();
const host = createHost();
const writer = {
  async ask<K extends Operation>(kind: K, question: Question<K>) {
    const found = await answer(host, kind, question, async () => undefined);
    await new Promise<void>((resolve) => process.stdout.write(`${kind}\n`, () => resolve()));
    // Time to be killed in; nobody waits for it otherwise.
    await new Promise((resolve) => setTimeout(resolve, 15));
    return found;
  },
};
const common = { writer, file, vaultId: testVaultId, reader, signal: new AbortController().signal, onProgress: () => undefined };
if (which === 'first') await takeIn({ ...common, direction: 'first', manifest: older, neighbour: undefined });
else await takeIn({ ...common, direction: 'newer', manifest: newer, neighbour: older });
