import path from 'node:path';
import { Option } from 'commander';
import type { ExportFormat, ExportReport } from '../../engine/engine.ts';
import { forApp, type ReadingCommand } from '../reading.ts';
import { formatCount, formatCounted } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

interface ExportOptions {
  readonly snapshot: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly entity?: string;
}

const formats = ['jsonl', 'csv', 'sqlite'] as const satisfies readonly ExportFormat[];

export const exportReading: ReadingCommand<ExportOptions> = {
  name: 'export',
  summary: 'write a backup out as plain files',
  shape: (command) => {
    command
      .requiredOption('--snapshot <NAME>', 'name of the backup, or "latest"')
      .addOption(new Option('--format <FORMAT>', 'kind of file').choices(formats).makeOptionMandatory())
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
    return { json: report, text: () => describeExport(invocation.output.style, report, path.resolve(options.out)) };
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
