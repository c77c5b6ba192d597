import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call, done, folderPath } from './base.ts';
import { updatesCalls } from './updates.ts';

const incomingId = z.number().int().min(1);
/** Something a person opened from outside, for "Open a backup" to fill in; parsed, and shown to them before anything is done with it. */
const incoming = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nothing') }),
  /** A file was double-clicked; `folder` is the one it lies in, as the system says. */
  z.object({ kind: z.literal('folder'), id: incomingId, folder: folderPath }),
  /** A link was followed, that anybody may have written. */
  z.object({ kind: z.literal('link'), id: incomingId, place: z.enum(['local', 's3', 'google-drive']), address: z.string().max(1000).optional(), region: z.string().max(60).optional() }),
  z.object({ kind: z.literal('refused'), id: incomingId, why: z.enum(['link', 'file', 'network-folder']) }),
]);
export type Incoming = z.infer<typeof incoming>;

/**
 * What only the desktop can do. Electron's main process serves it; the loopback host has honest stand-ins: what it cannot
 * do, `about` says, so that a page asks "can you?", never "are you Electron?".
 */
export const desktopContract = {
  about: call.output(
    z.object({
      kind: z.enum(['window', 'browser-tab']),
      platform: z.enum(['mac', 'windows', 'linux']),
      can: z.object({
        /** A folder dialog of the system. */
        pickFolder: z.boolean(),
        /** A dialog of the system that says where a file goes; elsewhere it goes to the browser's downloads. */
        saveFile: z.boolean(),
        /** Show a file in the system's file manager. */
        showFile: z.boolean(),
        startAtLogin: z.boolean(),
        tray: z.boolean(),
      }),
    }),
  ),
  /** null = the person closed the dialog. */
  pickFolder: call.input(z.object({ title: z.string().max(200), start: folderPath.optional() })).output(z.object({ path: z.string().nullable() })),
  /** Writes a file where the person wants it; null = they changed their mind. */
  saveFile: call.input(z.object({ fileName: z.string().min(1).max(200), base64: z.base64().max(50_000_000) })).output(z.object({ path: z.string().nullable() })),
  showFile: call.input(z.object({ path: folderPath })).output(done),
  /** Opens https: and mailto: links in the person's own browser or mail program; anything else is refused. */
  openLink: call.input(z.object({ url: z.string().max(2000) })).output(done),
  incoming: {
    /** What waits now, then whatever comes. In a browser tab nothing ever does. */
    watch: call.output(eventIterator(incoming)),
    /** The page has taken it: it is not given to another one. */
    taken: call.input(z.object({ id: incomingId })).output(done),
  },
  startAtLogin: {
    get: call.output(z.object({ on: z.boolean() })),
    set: call.input(z.object({ on: z.boolean() })).output(z.object({ on: z.boolean() })),
  },
  updates: updatesCalls,
};
export type DesktopContract = typeof desktopContract;
