/**
 * Rows as CSV for a spreadsheet (RFC 4180, CRLF, with the mark by which Excel knows UTF-8). A cell that a spreadsheet would take
 * for a formula gets an apostrophe in front: an app's name must not run in the reader's spreadsheet.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(text: string): string {
  const safe = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
