import { HoldfastError } from '../../../shared/model/errors.ts';

/** An error of the operating system about files that are kept on this computer for a moment, as one of ours. What is ours already stays as it is. */
export function scratchError(error: unknown): unknown {
  if (error instanceof HoldfastError || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new HoldfastError('quota-exceeded', 'The disk of this computer is full.', {
        nextStep: 'Free some space on this computer (not in the place of the backups), then back up again.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new HoldfastError('permission-denied', 'Holdfast may not write into its own folder on this computer.', {
        nextStep: 'Give your user permission for that folder, or set HOLDFAST_HOME to another.',
        cause: error,
      });
    default:
      return error;
  }
}
