import { HoldfastError } from '../../../../shared/model/errors.ts';

/** For what a later version of this program wrote. @param format as it says of itself */
export function newerFormat(format: string): HoldfastError {
  return new HoldfastError('invalid-input', `These backups were written by a newer Holdfast (${format.slice(0, 40)}).`, { nextStep: 'Update Holdfast, then open them again.' });
}
