import type { z } from 'zod';
import type { schemas } from '../../../shared/contract/guard.ts';
import type { LongCall } from '../long-call.ts';
import type { SchemaChange } from './compare-shapes.ts';

/** What the calls of the contract answer; it is defined there. */
type OutputOf<K extends keyof typeof schemas> = z.output<NonNullable<(typeof schemas)[K]['~orpc']['outputSchema']>>;
export type SchemaVersions = OutputOf<'versions'>;
export type SchemaComparison = OutputOf<'compare'>;

export interface SchemaDesk {
  /** The versions that the backups have, newest first. */
  versions(app: string, options: LongCall): Promise<SchemaVersions>;
  /** @param from a backup, as everywhere @param to another one, or `live`. @throws not-found, corrupt, and what the app cannot be asked for. */
  compare(app: string, from: string, to: string, options: LongCall): Promise<SchemaComparison>;
  /** Changes in sentences, for where there is no page. */
  say(changes: readonly SchemaChange[]): Promise<readonly string[]>;
}
