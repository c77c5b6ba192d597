import { HoldfastError } from '../../../shared/model/errors.ts';
import type { StoredApp } from '../settings/schema.ts';

/** Backups that were opened to be read stay as they are. @throws invalid-input */
export function refuseOpened({ name, connection }: StoredApp): void {
  if (connection.platform !== 'opened') return;
  throw new HoldfastError('invalid-input', `“${name}” is known here only from its backups: nothing is changed in them.`, {
    nextStep: 'Do it on the computer that makes these backups.',
    details: { reason: 'opened' },
  });
}
