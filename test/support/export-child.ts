import { writeExport } from '../../electron/engine/export/index.ts';
import { toPlainError } from '../../shared/model/errors.ts';
import { tableOf } from './export-input.ts';

/** `node export-child.ts FORMAT DIR`: exports some megabytes there; prints the code of the error, or `done`. */
const [, , format = '', out = ''] = process.argv;
if (format !== 'jsonl' && format !== 'csv' && format !== 'sqlite') throw new Error('no such format');
const records = Array.from({ length: 2000 }, (_, at) => ({ id: String(at), text: 'text '.repeat(500) }));
await writeExport({ format, out, entities: [tableOf(records)], signal: new AbortController().signal }).then(
  () => process.stdout.write('done'),
  (error: unknown) => process.stdout.write(toPlainError(error).code),
);
