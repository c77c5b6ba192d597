import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { MayWrite } from '../../../ports/app-writer.ts';
import { listSchemas } from '../app/schemas.ts';
import type { Connection } from '../connection/connection.ts';
import { entityPath } from '../listing/ask.ts';

/**
 * Whether the token may write: Base44 lets a read-only token look neither into the trash nor at the description of the API,
 * so both show it without anything being written. The trash comes first, since bringing records back needs it.
 * @throws what ends the whole source.
 */
export async function mayWrite(connection: Connection, signal: AbortSignal): Promise<MayWrite> {
  const purpose = 'bring records back';
  const { entities } = await listSchemas(connection, signal);
  const own = entities.find(({ name }) => name !== 'User');
  const doors = [...(own === undefined ? [] : [{ path: `${entityPath(own.name)}/trash`, query: { limit: '1' } }]), { path: 'openapi-spec', query: {} }];
  for (const door of doors) {
    try {
      await connection.request({ ...door, purpose }, signal);
      return { ok: true, certain: true };
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error;
      if (error.code === 'permission-denied') return { ok: false, error };
      if (error.code !== 'not-found') throw error;
    }
  }
  return { ok: true, certain: false };
}
