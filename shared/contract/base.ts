import { oc } from '@orpc/contract';
import { z } from 'zod';
import { contractErrors } from './errors.ts';

/** What every call has in common. */
export const call = oc.errors(contractErrors);

/** UTC, as `Date.toISOString` writes it. */
export const instant = z.iso.datetime();

/** The app's name, as the founder gave it; names an app in every call. */
export const appName = z.string().min(1).max(60);
export const placeName = z.string().min(1).max(60);
/** Name of a backup as `backups.list` gives it, or `latest`. */
export const snapshotName = z.string().min(1).max(200);
/** A table's name is the platform's: any text. */
export const tableName = z.string().min(1).max(1000);
export const recordIdText = z.string().min(1).max(10_000);
export const folderPath = z.string().min(1).max(4096);
/** A whole number that is never negative. */
export const count = z.number().int().min(0);
export const done = z.object({ ok: z.literal(true) });

export const forApp = z.object({ app: appName });
