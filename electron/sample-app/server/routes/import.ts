import { parse } from 'csv-parse/sync';
import type { FieldSchema } from '../../dataset.ts';
import { json, type AuthenticatedCall, type Reply } from '../call.ts';
import { assertNotRestoring, newRow, storeCreated } from '../changing.ts';
import { Failure } from '../failure.ts';
import { uploadedFile } from '../multipart.ts';
import { renderFresh } from '../render.ts';
import type { Fields } from '../store/row.ts';
import { entityOf, type EntityInCall } from './entity.ts';

const maxImport = 10 * 1024 * 1024;

/**
 * `POST /{Entity}/import`: a CSV file with `,`, `;` or tab; every row becomes a new record. What goes wrong is told in a
 * body with `status: "error"`, under HTTP 200. Base44 has an AI model guess where columns of other names belong; here
 * they are left out.
 */
export async function importCsv(call: AuthenticatedCall): Promise<Reply> {
  const entity = entityOf(call);
  assertNotRestoring(call, entity.name);
  if (call.fault?.kind === 'import-error') return failed('The file could not be processed.');
  const file = await uploadedFile(call, 'file');
  if (file.bytes.length > maxImport) return failed('The file is larger than 10 MB.');
  try {
    const rows = rowsIn(file.bytes.toString('utf8')).map((row) => newRow(call, entity, fieldsFrom(row, entity)));
    storeCreated(call, entity, rows);
    const details = `Successfully imported ${rows.length} entities with RLS enforcement`;
    return { body: `{"status":"success","details":${JSON.stringify(details)},"output":[${rows.map((row) => renderFresh(call, entity.schema, row)).join(',')}]}` };
  } catch (error) {
    if (error instanceof Failure) return failed(messageOf(error));
    return failed('The file is not a CSV file that can be read.');
  }
}

function failed(details: string): Reply {
  return json({ status: 'error', details, output: null });
}

function messageOf({ body }: Failure): string {
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : 'Import failed';
}

function rowsIn(text: string): readonly { readonly [column: string]: string }[] {
  const header = text.slice(0, text.indexOf('\n') === -1 ? undefined : text.indexOf('\n'));
  const delimiter = [',', ';', '\t'].toSorted((a, b) => header.split(b).length - header.split(a).length)[0] ?? ',';
  return parse(text, { columns: true, delimiter, bom: true, skip_empty_lines: true, trim: true });
}

function fieldsFrom(row: { readonly [column: string]: string }, { schema }: EntityInCall): Fields {
  const names = new Map(Object.keys(schema.properties).map((name) => [simple(name), name]));
  const fields: [string, unknown][] = [];
  for (const [column, text] of Object.entries(row)) {
    const name = names.get(simple(column));
    if (name !== undefined && text !== '') fields.push([name, valueFrom(text, schema.properties[name])]);
  }
  return Object.fromEntries(fields);
}

function simple(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function valueFrom(text: string, property: FieldSchema | undefined): unknown {
  switch (property?.type) {
    case 'number':
    case 'integer': {
      const number = Number(text);
      return Number.isNaN(number) ? text : number;
    }
    case 'boolean': {
      return /^(true|yes|1)$/i.test(text) ? true : /^(false|no|0)$/i.test(text) ? false : text;
    }
    case 'array':
    case 'object': {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return property.type === 'array' ? text.split(',').map((item) => item.trim()) : text;
      }
    }
    default: {
      return text;
    }
  }
}
