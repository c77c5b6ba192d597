import { createHash } from 'node:crypto';
import os from 'node:os';

/** Who works here, for other computers that share a place: `id` tells this home from others, `name` is for people. */
export function thisComputer(home: string): { readonly id: string; readonly name: string } {
  const name = os.hostname().slice(0, 60) || 'a computer';
  return { id: createHash('sha256').update(`${name}\n${home}`).digest('hex').slice(0, 16), name };
}
