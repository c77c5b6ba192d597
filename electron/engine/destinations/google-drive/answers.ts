import { z } from 'zod';

/** What Drive answers, as far as this program looks at it; each `fields` asks for just what its schema has. */

export const folderType = 'application/vnd.google-apps.folder';

export const fileFields = 'id,size,sha256Checksum,createdTime,modifiedTime,trashed,appProperties';
export const fileSchema = z.object({
  id: z.string().min(1),
  size: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  sha256Checksum: z.string().optional(),
  createdTime: z.string(),
  modifiedTime: z.string(),
  trashed: z.boolean().optional(),
  appProperties: z.record(z.string(), z.string()).optional(),
});
export type DriveFile = z.infer<typeof fileSchema>;

export const folderFields = 'id,name,trashed,driveId';
export const folderSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  trashed: z.boolean().optional(),
  driveId: z.string().optional(),
});

/** `incompleteSearch`: Drive did not look everywhere, and says so nowhere else. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ files: z.array(item), nextPageToken: z.string().min(1).optional(), incompleteSearch: z.boolean().optional() });
}
export function pageFields(itemFields: string): string {
  return `nextPageToken,incompleteSearch,files(${itemFields})`;
}

export const accountSchema = z.object({ user: z.object({ emailAddress: z.string().optional(), displayName: z.string().optional() }) });

/** `limit` is absent where there is none. */
export const quotaSchema = z.object({ storageQuota: z.object({ limit: z.string().regex(/^\d+$/).optional(), usage: z.string().regex(/^\d+$/).optional() }) });
