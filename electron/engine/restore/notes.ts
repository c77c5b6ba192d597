import { stat } from 'node:fs/promises';
import { type HoldfastError, isHoldfastError } from '../../../shared/model/errors.ts';
import { listRestores, loadPlan, restoreFolder } from './folder.ts';
import { readJournal } from './journal/journal.ts';
import { replay, type RestoreState } from './journal/state.ts';
import type { StoredPlan } from './plan/plan.ts';
import { hasReceipt } from './receipt.ts';

/** The notes of one restore. */
interface RestoreNotes {
  readonly plan: StoredPlan;
  readonly state: RestoreState;
  /** It came to its end. */
  readonly finished: boolean;
}

/** Notes that cannot be read, and what is known all the same. */
interface DamagedNotes {
  readonly id: string;
  /** Where it can be read: then only what became of it is not known. */
  readonly plan: StoredPlan | undefined;
  /** About when it began. */
  readonly at: string;
  readonly finished: boolean;
}

/** The notes of every restore of this computer, in no order. Those that cannot be read keep nobody from reading the others. @throws corrupt when the folder of all of them cannot be read. */
export async function readNotes(home: string): Promise<{ readonly read: readonly RestoreNotes[]; readonly damaged: readonly DamagedNotes[] }> {
  const read: RestoreNotes[] = [];
  const damaged: DamagedNotes[] = [];
  for (const id of await listRestores(home)) {
    const finished = await hasReceipt(home, id);
    const plan = await orDamaged(loadPlan(home, id));
    const entries = await orDamaged(readJournal(restoreFolder(home, id)));
    if ('value' in plan && 'value' in entries) read.push({ plan: plan.value, state: replay(entries.value), finished });
    else damaged.push({ id, plan: 'value' in plan ? plan.value : undefined, at: 'value' in plan ? plan.value.at : await begunAt(home, id), finished });
  }
  return { read, damaged };
}

/** Might it have written into this app? Of one whose plan cannot be read nobody knows. */
export function mayBeOf({ plan }: DamagedNotes, vaultIds: readonly string[]): boolean {
  return plan === undefined || vaultIds.includes(plan.vaultId) || vaultIds.includes(plan.intoVaultId);
}

async function orDamaged<T>(reading: Promise<T>): Promise<{ readonly value: T } | { readonly error: HoldfastError }> {
  try {
    return { value: await reading };
  } catch (error) {
    if (isHoldfastError(error, 'corrupt') || isHoldfastError(error, 'not-found')) return { error };
    throw error;
  }
}

/** By its name, which begins with the time; else by its folder. */
async function begunAt(home: string, id: string): Promise<string> {
  const [, day = '', hour = '', minute = '', second = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z-/.exec(id) ?? [];
  const named = new Date(`${day}T${hour}:${minute}:${second}.000Z`);
  if (!Number.isNaN(named.getTime())) return named.toISOString();
  return (await stat(restoreFolder(home, id))).mtime.toISOString();
}
