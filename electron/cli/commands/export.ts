import path from 'node:path';
import { Option } from 'commander';
import type { EverythingReport, ExportFormat, ExportReport } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import { forApp, type ReadingCommand } from '../reading.ts';
import { formatBytes, formatCount, formatCounted } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

interface ExportOptions {
  readonly snapshot: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly entity?: string;
}

const formats = ['jsonl', 'csv', 'sqlite', 'postgres', 'everything'] as const satisfies readonly ExportFormat[];

export const exportReading: ReadingCommand<ExportOptions> = {
  name: 'export',
  summary: 'write a backup out as plain files',
  shape: (command) => {
    command
      .requiredOption('--snapshot <NAME>', 'name of the backup, or "latest"')
      .addOption(new Option('--format <FORMAT>', 'kind of file; everything: all of them, with uploaded files, keys and references').choices(formats).makeOptionMandatory())
      .requiredOption('--out <DIR>', 'folder to write into')
      .option('--entity <NAME>', 'only this table');
  },
  async read(invocation, vault, { options }) {
    const { snapshot, format, entity } = options;
    const report = await vault.exportSnapshot({
      ...invocation.call,
      snapshot,
      format,
      out: path.resolve(options.out),
      ...(entity === undefined ? {} : { entity }),
    });
    const out = path.resolve(options.out);
    const { everything } = report;
    if (everything === undefined) return { json: report, text: () => describeExport(invocation.output.style, report, out) };
    return {
      json: report,
      text: () => describeEverything(invocation.output.style, report, everything, out),
      exit: everything.lacking.length === 0 ? exitCodes.done : exitCodes.incomplete,
    };
  },
};

export const defineExport = forApp(exportReading);

export function describeExport(style: Style, report: ExportReport, out: string): string {
  const records = report.files.reduce((sum, file) => sum + file.records, 0);
  const table = formatTable(
    style,
    [{ title: 'Table', max: 40 }, { title: 'Records', align: 'right' }, { title: 'File', max: 120 }],
    report.files.map((file) => [file.entity, formatCount(file.records), path.relative(out, file.path) || file.path]),
  );
  const warnings = report.warnings.map((each) => `\n  ${style.warn('!')} ${printable(each)}`).join('');
  return `${table}\n\n${style.good('✓')} ${formatCounted(records, 'record')} of ${report.snapshot} written to ${printable(out)}.${warnings}`;
}

function describeEverything(style: Style, { snapshot, warnings }: ExportReport, everything: EverythingReport, out: string): string {
  const { tables, uploads, bytes, references, changed, load, lacking } = everything;
  const records = tables.reduce((sum, table) => sum + table.records, 0);
  const missing = tables.some((table) => table.missing > 0);
  const table = formatTable(
    style,
    [{ title: 'Table', max: 60 }, { title: 'Records', align: 'right' }, ...(missing ? [{ title: 'Missing', align: 'right' } as const] : [])],
    tables.map((each) => [each.name, formatCount(each.records), ...(missing ? [each.missing === 0 ? '' : formatCount(each.missing)] : [])]),
  );
  const sign = lacking.length === 0 ? style.good('✓') : style.warn('!');
  const said = [
    `${sign} ${formatCounted(records, 'record')} and ${formatCounted(uploads.files, 'uploaded file')} of ${snapshot} written to ${printable(out)} (${formatBytes(bytes)}).`,
    `  ${formatCounted(references.kept, 'reference')} between tables kept.`,
    ...(changed === 0 ? [] : [`  ${formatCounted(changed, 'record')} held something that Postgres does not; README.txt says what was done.`]),
    ...warnings.map((each) => `  ${style.warn('!')} ${printable(each)}`),
    `  README.txt there says how to use it. Into a new Postgres database: ${printable(`psql -f ${quoted(load)}`)}`,
  ];
  return `${table}\n\n${said.join('\n')}`;
}

/** As a shell takes it. */
function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
