import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { armor } from 'age-encryption';
import { HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { openFile, sealFile } from '../vault/crypto/age-file.ts';
import type { Challenge } from './runbook-file.ts';

/** Without I, L, O and U: nothing that is read for something else, on paper or over a telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 16;
const dayMs = 24 * 3_600_000;

/** A code that was opened so long ago says nothing of whether the key can be found today. */
const challengeDays = 60;
/** A proof counts for a quarter, like that of the recovery kit. */
const proofDays = 92;

/** A new code that only the key of this deputy opens. The code itself is kept nowhere. */
export async function makeChallenge(recipient: string, now: Date): Promise<Challenge> {
  const code = Array.from(randomBytes(codeLength), (byte) => alphabet[byte % alphabet.length] ?? '').join('');
  const shown = code.match(/.{4}/g)?.join('-') ?? code;
  const sealed = await sealFile([recipient], new TextEncoder().encode(`Code for whoever looks after the backups: ${shown}\n`));
  return { recipient, answer: digestOf(code).toString('hex'), sealed: Buffer.from(sealed).toString('base64'), madeAt: now.toISOString() };
}

/** As text that can be pasted; `age -d` takes it. */
export function armored({ sealed }: Challenge): string {
  return armor.encode(new Uint8Array(Buffer.from(sealed, 'base64')));
}

export function challengeObject({ sealed }: Challenge): Uint8Array {
  return new Uint8Array(Buffer.from(sealed, 'base64'));
}

/** Names the deputy in a place without naming them: 16 hex digits. */
export function deputyMark(recipient: string): string {
  return createHash('sha256').update(recipient).digest('hex').slice(0, 16);
}

export function isFresh({ madeAt }: Challenge, now: Date): boolean {
  const age = now.getTime() - Date.parse(madeAt);
  return age >= -dayMs && age < challengeDays * dayMs;
}

export function proofDueAt(provedAt: string): string {
  return new Date(Date.parse(provedAt) + proofDays * dayMs).toISOString();
}

/** The challenge that this code answers. Case, spaces and hyphens do not matter. @throws conflict when nothing is asked for (any more), permission-denied when it is another code. */
export function judge(challenges: readonly Challenge[], typed: string, now: Date): Challenge {
  const code = asCode(typed);
  const answered = challenges.find(({ answer }) => timingSafeEqual(digestOf(code), Buffer.from(answer.padEnd(64, '0').slice(0, 64), 'hex')));
  if (answered !== undefined && isFresh(answered, now)) return answered;
  if (answered !== undefined) throw new HoldfastError('conflict', 'This code is too old: it could have been opened long ago.', { nextStep: 'Save the deputy’s copy again, and let the deputy open the new code.', details: { reason: 'too-old', field: 'code' } });
  if (challenges.length === 0) throw new HoldfastError('conflict', 'No deputy was asked for a code yet.', { nextStep: 'Save the deputy’s copy, give it to the deputy, and type here what they read to you.', details: { reason: 'not-asked' } });
  throw new HoldfastError('permission-denied', 'This is not the code that only the deputy’s key opens.', {
    nextStep: 'Ask the deputy to read it again, from the newest copy that they were given: four groups of four signs.',
    details: { reason: 'other-code', field: 'code' },
  });
}

/** What the deputy reads once it is open; undefined where this key does not open it, or there is no code in it. */
export async function openChallenge(identity: string, object: Uint8Array): Promise<string | undefined> {
  try {
    return /([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\s*$/.exec(new TextDecoder().decode(await openFile(identity, object)))?.[1];
  } catch (error) {
    if (isHoldfastError(error, 'permission-denied') || isHoldfastError(error, 'corrupt')) return undefined;
    throw error;
  }
}

/** Whoever pastes the whole sentence means the code at its end. */
function asCode(typed: string): string {
  return typed.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '').slice(-codeLength).replaceAll('O', '0').replace(/[IL]/g, '1');
}

function digestOf(code: string): Buffer {
  return createHash('sha256').update(`holdfast-deputy-code\n${code}`).digest();
}
