import { once } from 'node:events';
import { implement } from '@orpc/server';
import { desktopContract } from '../../../shared/contract/desktop.ts';
import type { UpdatesState } from '../../../shared/contract/updates.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { contractError } from '../../engine/index.ts';
import { safeLink } from '../safe-link.ts';
import { openInBrowser } from './open-in-browser.ts';

const desktop = implement(desktopContract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    throw await contractError(error);
  }
});

export type DesktopRouter = ReturnType<typeof createDesktopStandIn>;

/** What a browser tab has in place of a desktop: little, and `about` says so, so that no page offers what cannot be done. */
export function createDesktopStandIn(platform: NodeJS.Platform, version: string) {
  return desktop.router({
    about: desktop.about.handler(() => ({
      kind: 'browser-tab' as const,
      platform: platform === 'darwin' ? ('mac' as const) : platform === 'win32' ? ('windows' as const) : ('linux' as const),
      can: { pickFolder: false, saveFile: false, showFile: false, startAtLogin: false, tray: false },
    })),
    pickFolder: desktop.pickFolder.handler(() => {
      throw cannot('A browser tab cannot open a folder dialog.', 'Type or paste the path of the folder.');
    }),
    saveFile: desktop.saveFile.handler(() => {
      throw cannot('A browser tab cannot open a dialog to save a file.', 'Take it from the downloads of your browser.');
    }),
    showFile: desktop.showFile.handler(() => {
      throw cannot('A browser tab cannot open a folder.', 'Open it in your file manager; its path is on the screen.');
    }),
    openLink: desktop.openLink.handler(({ input }) => {
      const link = safeLink(input.url);
      if (link === undefined) throw new HoldfastError('invalid-input', 'That link cannot be opened from here.', { nextStep: 'Copy it into your browser if you trust it.' });
      openInBrowser(link);
      return { ok: true as const };
    }),
    incoming: {
      // Links and files are opened by the desktop app that the system knows; a tab hears of none, for as long as it listens.
      watch: desktop.incoming.watch.handler(({ signal }) => nothing(signal)),
      taken: desktop.incoming.taken.handler(() => ({ ok: true as const })),
    },
    updates: {
      watch: desktop.updates.watch.handler(async function* ({ signal }) {
        yield otherwise(version);
        // Nothing will change: the stream lasts as long as whoever follows it.
        if (signal !== undefined && !signal.aborted) await once(signal, 'abort');
      }),
      check: desktop.updates.check.handler(noUpdates),
      install: desktop.updates.install.handler(noUpdates),
      later: desktop.updates.later.handler(noUpdates),
      setAutomatic: desktop.updates.setAutomatic.handler(noUpdates),
    },
    startAtLogin: {
      get: desktop.startAtLogin.get.handler(() => ({ on: false })),
      set: desktop.startAtLogin.set.handler(() => {
        throw cannot('Starting at login needs the desktop app.', 'Use the desktop app, or start Holdfast by hand.');
      }),
    },
  });
}

async function* nothing(signal: AbortSignal | undefined): AsyncGenerator<{ readonly kind: 'nothing' }, void, undefined> {
  yield { kind: 'nothing' };
  if (signal !== undefined && !signal.aborted) await once(signal, 'abort');
}

function noUpdates(): never {
  throw cannot('In a browser tab Holdfast cannot update itself.', 'Update it the way you installed it.');
}

function otherwise(version: string): UpdatesState {
  return { version, support: 'installed-otherwise', automatic: false, isChecking: false, past: [] };
}

function cannot(message: string, nextStep: string): HoldfastError {
  return new HoldfastError('permission-denied', message, { nextStep });
}
