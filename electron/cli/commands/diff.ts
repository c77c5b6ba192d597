import type { DiffReport, EntityDiff, Incident } from '../../engine/engine.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { forApp, type ReadingCommand } from '../reading.ts';
import { formatCount, formatCounted, formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable, type Cell } from '../terminal/table.ts';
import { fit, printable } from '../terminal/text.ts';

interface DiffOptions {
  readonly records?: boolean;
}

/** @param newest what is compared with when nothing is named. */
export function diffReading(newest: 'live' | 'latest'): ReadingCommand<DiffOptions> {
  return {
    name: 'diff',
    summary: newest === 'live' ? 'show what changed between two backups, or a backup and the app now' : 'show what changed between two backups',
    shape: (command) => {
      command
        .argument('<from>', 'name of the older backup, or "latest"')
        .argument('[to]', newest === 'live' ? 'name of the newer backup, "latest", or "live" for the app as it is now' : 'name of the newer backup, or "latest"', newest)
        .option('--records', 'also name the records');
    },
    async read(invocation, vault, { args, options }) {
      const [from = '', to = newest] = args;
      const report = await vault.diff(from, to, { ...invocation.call, records: options.records === true });
      return {
        json: report,
        text: () => describeDiff(invocation.output.style, report),
        exit: exitOf(report),
      };
    },
  };
}

export const defineDiff = forApp(diffReading('live'));

function exitOf(report: DiffReport): ExitCode {
  if (report.entities.some(entityDiffers)) return exitCodes.found;
  return report.entities.some(isUnsure) ? exitCodes.incomplete : exitCodes.done;
}

/** Has a side that was not read whole, so that "nothing changed" is not known. */
function isUnsure(entity: EntityDiff): boolean {
  return entity.unsure !== undefined;
}

function entityDiffers(entity: EntityDiff): boolean {
  return entity.created + entity.changed + entity.deleted + entity.blankedFields.length + entity.fieldsGone.length > 0;
}

export function describeDiff(style: Style, report: DiffReport): string {
  const touched = report.entities.filter(entityDiffers);
  const noted = report.entities.filter((each) => entityDiffers(each) || isUnsure(each) || each.note !== undefined);
  const head = `From ${style.bold(report.from)}\nto   ${style.bold(report.to === 'live' ? 'the app as it is now' : report.to)}`;
  const remarks = noted.flatMap((each) => details(style, each)).join('\n');
  if (touched.length === 0) {
    const all = report.entities.some(isUnsure) ? `${style.warn('!')} No change is known, but not everything could be compared.` : `${style.good('✓')} Nothing changed.`;
    return `${head}\n\n${all}\n${remarks}`.trimEnd();
  }
  const number = (count: number, paint: (text: string) => string): Cell => (count === 0 ? { text: '–', paint: style.dim } : { text: formatCount(count), paint });
  const table = formatTable(
    style,
    [{ title: 'Table', max: 40 }, { title: 'New', align: 'right' }, { title: 'Changed', align: 'right' }, { title: 'Deleted', align: 'right' }],
    touched.map((each) => [each.name, number(each.created, style.good), number(each.changed, style.warn), number(each.deleted, style.bad)]),
  );
  const same = report.entities.length - touched.length;
  const rest = same === 0 ? '' : `\n\n  ${style.dim(`${formatCounted(same, 'other table')} did not change.`)}`;
  const happened = report.incidents.length === 0 ? '' : `\n\n${report.incidents.map((incident) => describeIncident(style, incident)).join('\n')}`;
  return `${head}\n\n${table}${rest}${happened}\n${remarks}`.trimEnd();
}

/** What a person would say happened, and when. */
export function describeIncident(style: Style, { sentence, window }: Incident): string {
  const [from, to] = [formatMoment(window.from), formatMoment(window.to)];
  return `  ${style.bad('!')} ${printable(sentence)} ${style.dim(from === to ? `About ${from}.` : `Between ${from} and ${to}.`)}`;
}

/** What the numbers alone do not tell, and the ids where they were asked for. */
function details(style: Style, entity: EntityDiff): string[] {
  const lines: string[] = [];
  for (const { field, records } of entity.blankedFields) {
    lines.push(`  ${style.bad('!')} ${printable(entity.name)}: “${printable(field)}” went empty in ${formatCounted(records, 'record')}.`);
  }
  if (entity.fieldsGone.length > 0) {
    lines.push(`  ${style.bad('!')} ${printable(entity.name)}: no record has ${entity.fieldsGone.map((field) => `“${printable(field)}”`).join(', ')} any more.`);
  }
  if (entity.unsure !== undefined) {
    const { created, deleted } = entity.unsure;
    lines.push(`  ${style.warn('!')} ${printable(entity.name)}: ${formatCounted(created + deleted, 'record')} on one side only, where the other was not read whole: new, deleted, or neither.`);
  }
  if (entity.note !== undefined) lines.push(`  ${style.warn('!')} ${printable(entity.name)}: ${printable(entity.note)}`);
  if (entity.records !== undefined) {
    for (const kind of ['created', 'changed', 'deleted'] as const) {
      for (const id of entity.records[kind]) lines.push(`  ${printable(entity.name)} ${kind} ${fit(printable(id), 100)}`);
    }
  }
  return lines.length === 0 ? [] : ['', ...lines];
}
