import { z } from 'zod';
import { call, count } from './base.ts';
import { plainError } from './errors.ts';

const preferences = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Keep a searchable copy of the newest backups on this computer. Off deletes it. */
  searchIndex: z.boolean(),
  /** A desktop notice: when something needs a person; also after every backup; never. */
  notices: z.enum(['needs-me', 'every-backup', 'off']),
  /** Bytes a second that backups may send over the network, over all places together; null = as fast as the line goes. */
  uploadLimit: z.int().positive().nullable(),
});

export const settings = {
  get: call.output(preferences),
  set: call.input(preferences.partial()).output(preferences),
  about: call.output(z.object({ version: z.string(), home: z.string(), node: z.string(), indexBytes: count.nullable() })),
  /** Tries the keychain: writes a canary, reads it back, deletes it. */
  keychain: call.output(z.object({ protection: z.enum(['os-keychain', 'passphrase-file', 'memory-only']), ok: z.boolean(), problem: plainError.optional() })),
};
