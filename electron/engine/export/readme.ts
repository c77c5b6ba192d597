import type { ExportIndex, PlainFormat } from './output-folder.ts';

/** README.txt: what is in the folder, for whoever finds it without this program. */
export function exportReadme(index: ExportIndex & { readonly as: PlainFormat }): string {
  const about = [index.app === undefined ? '' : ` of ${index.app}`, index.backup === undefined ? '' : `, backup ${index.backup}`].join('');
  const uploads = index.uploads === 0 ? '' : '\nUploaded files are in files/. files/index.jsonl says for each which address in the records it stands for.\n';
  const definition = index.definition.length === 0 ? '' : '\napp-schema.jsonl holds the schema of each table, app-config.jsonl the app’s settings, functions and agents, one a line.\n';
  return `An export${about}, written by Holdfast.

These files are not encrypted. Delete them when you no longer need them.

${formats[index.as]}
index.json says which file (or table) holds which table of the app, and how many records.
${uploads}${definition}`;
}

const formats = {
  jsonl: `One .jsonl file a table, one record a line, as JSON in UTF-8. Nothing is left out or changed.
`,
  sqlite: `data.sqlite is an SQLite database with a table for each table of the app: \`sqlite3 data.sqlite .tables\`.
Each field has a column: truth values are 1 and 0, lists and objects are JSON. The column “json” holds the whole record
as it was; where a value does not fit its column, that one is right. The table holdfast_tables lists the tables, their
fields' types and, should a table have a field of its own called “json”, the name that column has there.
`,
  csv: `One .csv file a table, in UTF-8, separated by commas, with a line of column names.

A table that came from a CSV file is written as that file was: same columns, same separator, same quotation marks, same
encoding. All others follow this rule, so that nothing is lost. index.json says of each column what it “holds”:

  text      every cell is a text
  number    every cell is a number; boolean: every cell is true or false
  mixed     a cell in quotation marks is a text; one without is a number, true or false
  json      every cell is JSON: a list, an object, or any other value written as JSON
  nothing   there are no values

An empty cell without quotation marks is what index.json says under “empty”: “null” (the field was there, with no
value) or “missing” (the record does not have the field). Where a column has both, an empty cell means missing, and null
is the word null without quotation marks; the text null stands in quotation marks. An empty text is "" everywhere.

A cell that begins with = + - or @ is text that somebody entered. It is written as it is; a spreadsheet program may take
it for a formula, so open files from people you do not know with “import as text”.
`,
} as const satisfies Record<PlainFormat, string>;
