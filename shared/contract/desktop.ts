import { z } from 'zod';
import { call, done, folderPath } from './base.ts';
import { updatesCalls } from './updates.ts';

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
        /** Show a file in the system's file manager. */
        showFile: z.boolean(),
        startAtLogin: z.boolean(),
        tray: z.boolean(),
      }),
    }),
  ),
  /** null = the person closed the dialog. */
  pickFolder: call.input(z.object({ title: z.string().max(200), start: folderPath.optional() })).output(z.object({ path: z.string().nullable() })),
  showFile: call.input(z.object({ path: folderPath })).output(done),
  /** Opens https: and mailto: links in the person's own browser or mail program; anything else is refused. */
  openLink: call.input(z.object({ url: z.string().max(2000) })).output(done),
  startAtLogin: {
    get: call.output(z.object({ on: z.boolean() })),
    set: call.input(z.object({ on: z.boolean() })).output(z.object({ on: z.boolean() })),
  },
  updates: updatesCalls,
};
export type DesktopContract = typeof desktopContract;
