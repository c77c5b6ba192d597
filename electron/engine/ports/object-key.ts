import { HoldfastError } from '../../../shared/model/errors.ts';

const maxKeyLength = 512;
const maxPartLength = 200;
const legalPart = /^[A-Za-z0-9._-]+$/;
const legalPrefix = /^[A-Za-z0-9._/-]*$/;

/** Names that Windows keeps for devices, with any ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const windowsDevice = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * Every driver calls this first, so that a key is refused everywhere or nowhere.
 * @throws invalid-input, naming the key (keys are ours and hold no secret).
 */
export function assertObjectKey(key: string): void {
  const problem = keyProblem(key);
  if (problem !== undefined) throw invalidKey(key, problem);
}

/** As `assertObjectKey` for the beginning of a key, which may stop anywhere: `segments/0` is one, and so is the empty text. */
export function assertKeyPrefix(prefix: string): void {
  if (prefix.length > maxKeyLength) throw invalidKey(prefix, 'it is too long');
  if (!legalPrefix.test(prefix)) throw invalidKey(prefix, 'it holds a character that is not allowed');
  const whole = prefix.split('/').slice(0, -1);
  for (const part of whole) {
    const problem = partProblem(part);
    if (problem !== undefined) throw invalidKey(prefix, problem);
  }
}

/** Whether a name found in a place could be a part of a key of ours; everything else lying there is none of our business. */
export function isKeyPart(name: string): boolean {
  return partProblem(name) === undefined;
}

function keyProblem(key: string): string | undefined {
  if (key.length > maxKeyLength) return 'it is too long';
  for (const part of key.split('/')) {
    const problem = partProblem(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function partProblem(part: string): string | undefined {
  if (part === '') return 'a part of it is empty';
  if (part.length > maxPartLength) return 'a part of it is too long';
  if (!legalPart.test(part)) return 'it holds a character that is not allowed';
  if (part.endsWith('.')) return 'a part of it ends in a dot';
  if (windowsDevice.test(part)) return 'Windows keeps that name for a device';
  return undefined;
}

function invalidKey(key: string, problem: string): HoldfastError {
  const shown = key.length > 80 ? `${key.slice(0, 80)}…` : key;
  return new HoldfastError('invalid-input', `“${shown}” cannot be the name of an object: ${problem}.`, {
    nextStep: 'Please send us the report; nothing was written.',
    details: { key: shown },
  });
}
