import { HoldfastError } from '../../../shared/model/errors.ts';

/** An app that is known only from its backups cannot be asked for data. */
export function nothingToBackUp(app: string): HoldfastError {
  return new HoldfastError('invalid-input', `“${app}” is known here only from its backups, so there is nothing to back up.`, { nextStep: 'Add the app with its access token to back it up again.' });
}
