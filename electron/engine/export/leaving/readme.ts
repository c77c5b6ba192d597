import type { ExportIndex } from '../output-folder.ts';

export interface AboutLeaving {
  /** Sentences about what is not there and should be. */
  readonly lacking: readonly string[];
  readonly kept: number;
  readonly loose: readonly string[];
  readonly changed: number;
  readonly exactTable: string;
}

/** README.txt of a folder with everything: what is there, how to use it, and what is not. */
export function leavingReadme(index: ExportIndex, about: AboutLeaving): string {
  const records = index.tables.reduce((sum, table) => sum + table.records, 0);
  const isWhole = index.as === 'everything';
  return [
    `Everything of ${index.app ?? 'the app'} that backup ${index.backup ?? ''} holds, in formats that any program can read: ${counted(records, 'record')} in ${counted(index.tables.length, 'table')}, ${counted(index.uploads, 'uploaded file')}. Written by Holdfast; you do not need Holdfast to use it.`,
    'These files are not encrypted. Keep them where only you can read them, and delete them when you no longer need them.',
    missing(about),
    `WHAT IS HERE\n\n${isWhole ? plainFormats : ''}${postgres}${index.uploads === 0 ? '' : files}  app-schema.jsonl   what the platform says about each table
  app-config.jsonl   settings, and the code of functions and agents, as far as the platform gives them out
  index.json         which file and which database table holds which table of the app${isWhole ? ', and how to read the cells of each CSV column' : ''}`,
    isWhole ? csvRule : '',
    `LOADING INTO POSTGRES\n\n  createdb my_app\n  psql -d my_app -f postgres/load.sql\n\nThe same works with the address that Supabase, Neon or another provider gives you:\n\n  psql "postgres://…" -f postgres/load.sql\n\nUse a new, empty database. Everything is loaded, or, if something is in the way, nothing.\n\nA field that a record does not have and one that is there without a value are both NULL there. Dates become dates (those with a zone: the same moment, in UTC). Lists and objects are jsonb.${changedText(about)}`,
    references(about),
    notHere,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function missing({ lacking }: AboutLeaving): string {
  return lacking.length === 0 ? '' : `NOT COMPLETE\n\nAll the rest is here.\n\n${lacking.map((sentence) => `  ${oneLine(sentence)}`).join('\n')}`;
}

const plainFormats = `  data.sqlite        a database in one file: every table, with its keys. The column “json” holds each record as it was
  csv/               one file a table, for Excel, Numbers and Google Sheets
  jsonl/             one file a table, one record a line: every value exactly as it was in the app
`;
const postgres = `  postgres/          schema.sql (tables, keys, references) and load.sql, which loads everything
`;
const files = `  files/             the files that people uploaded. files/index.jsonl says which address in the records each stood for; the
                     databases have it as a table, too. The records keep the addresses they had
`;

const csvRule = `In the CSV files, an empty cell without quotation marks is no value or no such field (index.json says which), an empty text is
"", and lists and objects are written as JSON. A cell that begins with = + - or @ is text that somebody entered: open files
from people you do not know with “import as text”.`;

function changedText({ changed, exactTable }: AboutLeaving): string {
  if (changed === 0) return '';
  return `\n\n${counted(changed, 'record')} held something that Postgres does not: a zero character, half of a character pair, or a number or list without bounds.\nThere stands � (or the value as a text), and the table ${exactTable} has the whole record as it was.`;
}

function references({ kept, loose }: AboutLeaving): string {
  const head = `REFERENCES\n\n${counted(kept, 'reference')} between tables hold for every record, and the databases keep them from now on. All ids are the ones they were.`;
  return loose.length === 0 ? head : `${head}\nThe ids of these are there too, but a database cannot be told to keep them:\n${loose.map((one) => `  ${oneLine(one)}`).join('\n')}`;
}

const notHere = `WHAT IS NOT HERE

  Passwords and sign-ins. No platform gives them out: the people who use your app choose a new password.
  What runs: automations, webhooks, scheduled work and connections to other services. They have to be set up anew.
  Secrets: keys of payment and mail services are not backed up.
  The pages of the app itself. The platform’s own export of code has those.
  What was only in the trash when the backup was made.`;

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ');
}
