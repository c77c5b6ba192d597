import { ScratchSqlite } from '../../electron/engine/drill/scratch-sqlite.ts';

/** Loads a throwaway database that does not fit into its memory, says so, and waits to be killed. */
const database = new ScratchSqlite([{ name: 'Customer', identity: ['id'], schema: {} }], 256);
for (let round = 0; round < 20; round += 1) {
  database.load(0, Array.from({ length: 200 }, (_, n) => JSON.stringify({ id: `${round}-${n}`, name: 'Zoë Plain-Text', note: 'x'.repeat(400) })));
}
database.seal();
process.stdout.write(`${database.table('Customer')?.records}\n`);
setInterval(() => undefined, 1000);
