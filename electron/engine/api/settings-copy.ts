import { HoldfastError } from '../../../shared/model/errors.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';

/** Settings in an encrypted file, made and taken over. */
export function settingsCopyCalls({ engine, finder, feed, journal, runs, status, catalog }: ServiceParts) {
  const { settingsCopy } = engine;

  /** A run that goes on knows its app and its places as they were. */
  function idle(): void {
    if (runs.running().length > 0) throw new HoldfastError('conflict', 'Something is going on just now.', { nextStep: 'Wait until it is done, or stop it, then try again.' });
  }

  /** Everything may be another now. */
  async function changed(): Promise<void> {
    await catalog.setEnabled((await finder.settings.read()).preferences.searchIndex);
    for (const topic of ['settings', 'apps', 'places', 'schedule', 'alerts', 'drills', 'activity'] as const) feed.publish({ topic });
    // What was taken over is unproved, and is to be shown so before this answers.
    await status.refresh();
  }

  const given = ({ base64, passphrase, folders }: { readonly base64: string; readonly passphrase: string; readonly folders: readonly { readonly of: 'app' | 'place'; readonly name: string; readonly path: string }[] }) => ({ file: Buffer.from(base64, 'base64'), passphrase, folders });

  return {
    make: api.settingsCopy.make.handler(async ({ input }) => {
      const { fileName, content, missing } = await settingsCopy.make(input);
      await journal.append({ kind: 'settings-copied', detail: input.withSecrets ? 'With secrets.' : 'Without secrets.' });
      feed.publish({ topic: 'activity' });
      return { fileName, mediaType: 'application/octet-stream', base64: Buffer.from(content).toString('base64'), missing: [...missing] };
    }),
    preview: api.settingsCopy.preview.handler(({ input }) => settingsCopy.preview(given(input))),
    takeOver: api.settingsCopy.takeOver.handler(async ({ input }) => {
      idle();
      const taken = await settingsCopy.takeOver({ ...given(input), basis: input.basis });
      await journal.append({ kind: 'settings-taken-over', detail: `From ${taken.computer}.` });
      await changed();
      return taken;
    }),
    last: api.settingsCopy.last.handler(async () => ({ last: (await settingsCopy.last()) ?? null })),
    undo: api.settingsCopy.undo.handler(async () => {
      idle();
      await settingsCopy.undo();
      await journal.append({ kind: 'settings-put-back' });
      await changed();
      return { ok: true as const };
    }),
  };
}
