import type { CheckReport } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import { forApp, type ReadingCommand } from '../reading.ts';
import { formatBytes, formatCounted } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';

interface CheckOptions {
  readonly readData?: boolean;
}

export const checkReading: ReadingCommand<CheckOptions> = {
  name: 'check',
  summary: 'check that every backup is whole',
  shape: (command) => {
    command.option('--read-data', 'open and check every byte, not only that everything is there');
  },
  async read(invocation, vault, { options }) {
    const readData = options.readData === true;
    const report = await vault.check({ ...invocation.call, readData });
    return {
      json: report,
      text: () => describeCheck(invocation.output.style, report, readData),
      exit: report.ok ? exitCodes.done : exitCodes.found,
    };
  },
};

export const defineCheck = forApp(checkReading);

export function describeCheck(style: Style, report: CheckReport, readData: boolean): string {
  const size = `${formatCounted(report.objects, 'file')}, ${formatBytes(report.bytes)}${report.place === undefined ? '' : `, in “${report.place}”`}`;
  if (report.ok) {
    return readData
      ? `${style.good('✓')} Every byte was read and is as it was written (${size}).`
      : `${style.good('✓')} Everything that the backups need is there (${size}).\n  ${style.dim('Add --read-data to check every byte.')}`;
  }
  const table = formatTable(
    style,
    [{ title: 'Damaged file', max: 90 }, { title: 'Table', max: 30 }, { title: 'Problem', max: 60 }, { title: 'Backups that need it', max: 70 }],
    report.problems.map((each) => [each.object, each.entity ?? '', each.problem, backups(each.snapshots)]),
  );
  return `${style.bad('✗')} ${formatCounted(report.problems.length, 'problem')} found (${size} looked at).\n\n${table}\n\n  ${style.dim('Back up again: what the app still has is stored anew.')}`;
}

function backups(names: readonly string[]): string {
  const [first] = names;
  if (first === undefined) return 'none';
  return names.length === 1 ? first : `${first} and ${names.length - 1} more`;
}
