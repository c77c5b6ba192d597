import { HoldfastError } from '../../../../shared/model/errors.ts';
import { systemCode } from './file-system.ts';

export interface Circumstance {
  /** The folder as its owner gave it. */
  readonly folder: string;
  readonly doing: 'open' | 'write' | 'read' | 'list' | 'delete';
  readonly key?: string;
}

/** An operating system's error in the one taxonomy, with a sentence for a founder. What is ours already stays as it is. */
export function folderError(error: unknown, circumstance: Circumstance): HoldfastError {
  if (error instanceof HoldfastError) return error;
  const code = systemCode(error);
  if (code === undefined) return new HoldfastError('bug', 'Something went wrong inside Holdfast.', { cause: error });
  const { folder, doing, key } = circumstance;
  const details = { systemCode: code, ...(key === undefined ? {} : { key }) };
  switch (code) {
    case 'ENOSPC':
      return new HoldfastError('quota-exceeded', `The drive with the folder ${folder} is full.`, {
        nextStep: 'Free some space on that drive or add another place, then back up again.',
        details,
        cause: error,
      });
    case 'EDQUOT':
      return new HoldfastError('quota-exceeded', `Your allowance of space for the folder ${folder} is used up.`, {
        nextStep: 'Free some of your space there, ask for more, or add another place, then back up again.',
        details,
        cause: error,
      });
    case 'EROFS':
      return new HoldfastError('permission-denied', `The drive with the folder ${folder} can only be read, not written to.`, {
        nextStep: 'Remove the write protection or connect the drive again, or choose another folder.',
        details,
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new HoldfastError('permission-denied', `This user may not ${doing === 'write' || doing === 'delete' ? 'change' : 'read'} what is in the folder ${folder}.`, {
        nextStep: 'Give your user permission for that folder and all that is in it, or choose another folder.',
        // On Windows a virus scanner that holds a new file open looks like this for a moment.
        transient: process.platform === 'win32' && doing === 'write',
        details,
        cause: error,
      });
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ELOOP':
      return new HoldfastError('invalid-input', `Something in the folder ${folder} is a file where a folder should be, or the other way round.`, {
        nextStep: 'Choose an empty folder, or move what does not belong there out of it.',
        details,
        cause: error,
      });
    case 'ENAMETOOLONG':
      return new HoldfastError('invalid-input', `The path of the folder ${folder} is too long for this computer.`, {
        nextStep: 'Choose a folder with a shorter path.',
        details,
        cause: error,
      });
    case 'EFBIG':
      return new HoldfastError('invalid-input', `The drive with the folder ${folder} cannot keep a file this large.`, {
        nextStep: 'Choose a drive with another format (a FAT drive takes at most 4 GB in a file).',
        details,
        cause: error,
      });
    case 'ENODEV':
    case 'ENXIO':
      return new HoldfastError('not-found', `The drive with the folder ${folder} was taken away.`, {
        nextStep: 'Connect the drive again; the next run goes on where this one stopped.',
        details: { ...details, reason: 'place-gone' },
        cause: error,
      });
    case 'ESTALE':
    case 'ENOTCONN':
    case 'EHOSTDOWN':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'ENETUNREACH':
    case 'ECONNRESET':
    case 'ETIMEDOUT':
      return new HoldfastError('network', `The network drive with the folder ${folder} does not answer.`, {
        nextStep: 'Check that the other computer is on and connected; the next run goes on where this one stopped.',
        details,
        cause: error,
      });
    case 'EIO':
      return driveError(error, circumstance, details);
    case 'ENOENT':
      return new HoldfastError('server', `Something removed a file from the folder ${folder} while it was at work.`, {
        nextStep: 'Keep other programs (cleaners, sync programs) out of that folder; it is tried again.',
        details,
        cause: error,
      });
    default:
      return new HoldfastError('server', `The folder ${folder} could not be used just now (${code}).`, {
        nextStep: 'It is tried again. If it lasts, check the drive.',
        // Busy, out of handles: passes by itself. What is unknown is not worth hammering a drive for.
        transient: ['EBUSY', 'EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'EINTR', 'ETXTBSY'].includes(code),
        details,
        cause: error,
      });
  }
}

function driveError(error: unknown, { folder, doing, key }: Circumstance, details: Readonly<Record<string, string>>): HoldfastError {
  if (doing === 'read' && key !== undefined) {
    return new HoldfastError('corrupt', `The drive cannot read “${key}” in the folder ${folder} any more.`, {
      nextStep: 'Copy what you can to another drive, replace this one, and back up again.',
      details: { ...details, object: key },
      cause: error,
    });
  }
  return new HoldfastError('server', `The drive with the folder ${folder} reported an error.`, {
    nextStep: 'It is tried again. If it lasts, check the cable and the drive, or choose another place.',
    details,
    cause: error,
  });
}

/** The folder that this place is, gone or no longer the same one. */
export function placeGone(folder: string, why: 'missing' | 'other-drive' = 'missing'): HoldfastError {
  const sentence =
    why === 'missing' ? `The folder ${folder} is not there.` : `The drive with the folder ${folder} was taken away; what is there now is another one.`;
  return new HoldfastError('not-found', sentence, {
    nextStep: 'Connect the drive or put the folder back, or choose another place. It is not made anew by itself, so that no backup goes astray.',
    details: { reason: 'place-gone' },
  });
}

export function placeIsFile(folder: string): HoldfastError {
  return new HoldfastError('invalid-input', `${folder} is a file, not a folder.`, { nextStep: 'Choose a folder.', details: { reason: 'not-a-folder' } });
}

export function objectMissing(folder: string, key: string): HoldfastError {
  return new HoldfastError('not-found', `“${key}” is not in the folder ${folder}.`, {
    nextStep: 'Run a check to see what is affected.',
    details: { key, reason: 'no-such-object' },
  });
}

export function objectExists(folder: string, key: string): HoldfastError {
  return new HoldfastError('conflict', `“${key}” is in the folder ${folder} already.`, { details: { key, reason: 'already-exists' } });
}

export function linkInTheWay(folder: string, part: string): HoldfastError {
  return new HoldfastError('invalid-input', `“${part}” in the folder ${folder} is a link or a file where a folder should be.`, {
    nextStep: 'Put a real folder in its place. Links are not followed, so that nothing is written outside the folder you chose.',
    details: { part, reason: 'not-a-folder' },
  });
}
