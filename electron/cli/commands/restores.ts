import type { RestoreSummary } from '../../engine/engine.ts';
import type { DefineCommand } from '../invocation.ts';
import { formatAgo, formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { type Cell, formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

export const defineRestores: DefineCommand = (program, run) => {
  program
    .command('restores')
    .summary('list what was brought back, newest first')
    .argument('<app>', 'name of the app')
    .action((app: string) =>
      run(async (invocation) => {
        const restores = await (await invocation.engine()).restoring.list(app);
        return { json: { restores }, text: () => describeRestores(invocation.output.style, app, restores, new Date()) };
      }),
    );
};

function describeRestores(style: Style, app: string, restores: readonly RestoreSummary[], now: Date): string {
  if (restores.length === 0) return 'Nothing was brought back yet.';
  const table = formatTable(
    style,
    [{ title: 'Name', max: 60 }, { title: 'When' }, { title: '' }, { title: 'From', max: 120 }, { title: 'Records', align: 'right' }, { title: 'State' }],
    restores.map((each) => [each.id, formatAgo(each.at, now), formatMoment(each.at), each.state === 'damaged' && each.snapshot === '' ? 'not known' : each.undoOf === undefined ? each.snapshot : `takes back ${each.undoOf}`, each.state === 'damaged' ? 'not known' : String(each.written), stateCell(style, each)]),
  );
  const stopped = restores.find(({ state }) => state === 'stopped');
  if (stopped === undefined) return table;
  const name = JSON.stringify(printable(app));
  return `${table}\n\n  ${style.warn('!')} One was stopped half-way. Go on with it: holdfast restore ${name} --resume ${stopped.id}\n    or take it back: holdfast undo ${name} ${stopped.id}`;
}

function stateCell(style: Style, { state }: RestoreSummary): Cell {
  if (state === 'damaged') return { text: 'notes damaged', paint: style.warn };
  if (state === 'stopped') return { text: 'stopped half-way', paint: style.warn };
  return state === 'undone' ? { text: 'taken back', paint: style.dim } : { text: 'done', paint: style.good };
}
