import { fileURLToPath } from 'node:url';
import type { SimulatedGoogle } from './simulated-google.ts';

/** The program with this Google in place of the real one; with `clientId` it is registered there. */
export function googleSurroundings({ addresses }: SimulatedGoogle, clientId?: string): { readonly program: string; readonly env: Readonly<Record<string, string>> } {
  const google = { addresses, ...(clientId === undefined ? {} : { client: { clientId } }) };
  return { program: fileURLToPath(new URL('program-child.ts', import.meta.url)), env: { TEST_GOOGLE: JSON.stringify(google) } };
}
