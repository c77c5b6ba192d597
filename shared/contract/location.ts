import { z } from 'zod';
import { folderPath } from './base.ts';

/**
 * Where backups lie that this computer does not know yet: the vault itself, the place it is in, or a part of either. The engine says what is
 * wrong with any of it, by field.
 */
export const backupLocation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local'), path: folderPath }),
  z.object({
    kind: z.literal('s3'),
    endpoint: z.string().max(500).optional(),
    region: z.string().max(100).optional(),
    bucket: z.string().max(300),
    prefix: z.string().max(700).optional(),
    accessKeyId: z.string().max(300),
    secretAccessKey: z.string().max(3000),
  }),
  /** As a sign-in to Google was named that is finished; `folder` is absent for all that Holdfast made there. */
  z.object({ kind: z.literal('google-drive'), signIn: z.string().max(100), folder: z.string().max(300).optional() }),
]);
