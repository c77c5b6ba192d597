import type { Row } from './row.ts';

/** A deleted record is the record with two more fields at its end; taking them off gives the record back byte for byte. */

export function trashedRow(row: Row, at: string): Row {
  return { ...row, text: `${row.text.slice(0, -1)},"is_deleted":true,"deleted_date":${JSON.stringify(at)}}` };
}

export function restoredRow(row: Row): Row {
  return { ...row, text: row.text.replace(/,"is_deleted":true,"deleted_date":"[^"]*"\}$/, '}') };
}
