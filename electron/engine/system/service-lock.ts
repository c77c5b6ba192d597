import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { Clock } from '../ports/clock.ts';
import { tryFileLock } from './file-lock.ts';

const ownerSchema = z.object({
  pid: z.int(),
  /** `the app`, `holdfast agent` … */
  program: z.string(),
  since: z.iso.datetime(),
});
/** Who keeps the schedule of a home. */
export type ServiceOwner = Readonly<z.infer<typeof ownerSchema>>;

export interface ServiceLock {
  /** Done twice is done once. */
  release(): Promise<void>;
}

/** The right to keep the schedule of a home: for the first that comes, as long as its process lives. Undefined where another has it. @throws permission-denied. */
export async function tryServiceLock(home: string, { clock, program }: { readonly clock: Clock; readonly program: string }): Promise<ServiceLock | undefined> {
  const lock = tryFileLock(path.join(home, 'service-lock'));
  if (lock === undefined) return undefined;
  const owner: ServiceOwner = { pid: process.pid, program, since: clock.now().toISOString() };
  // Only for people: without it, it is not known who has the home.
  await writeFile(ownerFile(home), `${JSON.stringify(owner)}\n`, { mode: 0o600 }).catch(() => undefined);
  return {
    async release() {
      // First the name, then the lock: otherwise it could be the next holder's.
      await rm(ownerFile(home), { force: true }).catch(() => undefined);
      lock.release();
    },
  };
}

/** Undefined where nobody said so, or what is there says nothing sensible. Who was killed is still named. */
export async function readServiceOwner(home: string): Promise<ServiceOwner | undefined> {
  try {
    return ownerSchema.parse(parseJson(await readFile(ownerFile(home), 'utf8')));
  } catch {
    return undefined;
  }
}

/** For a program that is of no use beside another on the same home. */
export async function homeIsKept(home: string): Promise<HoldfastError> {
  const owner = await readServiceOwner(home);
  const who = owner === undefined ? 'another Holdfast' : `another Holdfast (${owner.program}, process ${owner.pid}, since ${owner.since})`;
  return new HoldfastError('conflict', `The schedule of ${home} is kept by ${who}.`, {
    nextStep: 'One is enough: leave it to that one, or end it first. For another set of apps choose another home directory with --home.',
    details: { reason: 'home-in-use', ...(owner === undefined ? {} : { pid: owner.pid, program: owner.program }) },
  });
}

function ownerFile(home: string): string {
  return path.join(home, 'service-owner.json');
}
