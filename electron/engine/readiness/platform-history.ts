import type { z } from 'zod';
import type { readiness } from '../../../shared/contract/readiness.ts';
import type { StoredConnection } from '../settings/schema.ts';

type PlatformHistory = NonNullable<z.infer<typeof readiness>['platformHistory']>;

const notTheBackup = 'That is a copy in the same place: what takes the app takes it too.';

/** What the platform itself keeps, by the plan. Never counted: it lies where the app lies. */
export function platformHistory(connection: StoredConnection): PlatformHistory | undefined {
  if (connection.platform !== 'base44') return undefined;
  switch (connection.plan) {
    case 'elite':
      return { says: `On your plan Base44 itself keeps 7 days of history. ${notTheBackup}`, days: 7 };
    case 'enterprise':
      return { says: `On your plan Base44 itself keeps 30 days of history. ${notTheBackup}`, days: 30 };
    case undefined:
      return { says: `Which plan the app is on is not known. Base44 itself keeps 7 days of history on Elite, 30 on Enterprise, and none on the others. ${notTheBackup}`, days: null };
    // A server on this computer, for trying out.
    case 'unmetered':
      return undefined;
    default:
      return { says: 'On your plan Base44 itself keeps no history of your data.', days: 0 };
  }
}
