import { type LeavingEntity, writeLeaving } from '../../electron/engine/export/index.ts';
import { IdOwners } from '../../electron/engine/restore/references/id-owners.ts';

/** `node leaving-child.ts DIR RECORDS`: writes everything of that many records that refer to each other; prints how many references are kept. */
const [, , out = '', size = ''] = process.argv;
const half = Number(size) / 2;

function id(number: number): string {
  return number.toString(16).padStart(24, '0');
}

function table(name: string, first: number, field: string, target: number): LeavingEntity {
  async function* records(): AsyncGenerator<readonly string[]> {
    for (let at = 0; at < half; at += 500) {
      yield Array.from({ length: Math.min(500, half - at) }, (_, n) => JSON.stringify({ id: id(first + at + n), [field]: id(target + ((at + n) * 7919) % half), note: `${at + n} `.repeat(40), price: (at + n) / 4 }));
    }
  }
  return { name, schema: {}, key: [{ field: 'id', type: 'text' }], identity: ['id'], records: records(), expected: half };
}

async function* nothing(): AsyncGenerator<never> {}

const { kept } = await writeLeaving({
  format: 'everything',
  out,
  entities: [table('Customer', 0, 'order', half), table('Order', half, 'customer', 0)],
  references: [
    { entity: 'Customer', path: ['.order'], targets: ['Order'], from: 'data' },
    { entity: 'Order', path: ['.customer'], targets: ['Customer'], from: 'data' },
  ],
  uploads: nothing(),
  definition: { schema: nothing(), config: nothing() },
  app: 'Large',
  backup: 'b',
  ids: new IdOwners(),
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onDamagedUpload: () => undefined,
  lacking: () => [],
});
process.stdout.write(String(kept));
