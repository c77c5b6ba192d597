import type { SnapshotSummary, SnapshotsReport } from '../../engine/engine.ts';
import { forApp, type ReadingCommand } from '../reading.ts';
import { formatAgo, formatBytes, formatCount, formatCounted, formatMoment } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable, type Cell } from '../terminal/table.ts';

export const snapshotsReading: ReadingCommand<object> = {
  name: 'snapshots',
  summary: 'list the backups of an app, newest first',
  shape: () => undefined,
  async read(invocation, vault) {
    const report = await vault.snapshots(invocation.call);
    return { json: report, text: () => describeSnapshots(invocation.output.style, report, new Date()) };
  },
};

export const defineSnapshots = forApp(snapshotsReading);

function describeSnapshots(style: Style, { snapshots }: SnapshotsReport, now: Date): string {
  if (snapshots.length === 0) return 'No backup yet. Make one with "holdfast backup".';
  const table = formatTable(
    style,
    [
      { title: 'Backup', max: 120 },
      { title: 'When' },
      { title: '' },
      { title: 'Why' },
      { title: 'Label', max: 30 },
      { title: 'State' },
      { title: 'Records', align: 'right' },
      { title: 'Size', align: 'right' },
    ],
    snapshots.map((each) => [
      each.name,
      formatAgo(each.startedAt, now),
      formatMoment(each.startedAt),
      kindWords[each.kind],
      each.label ?? '',
      stateCell(style, each),
      each.outcome === 'unreadable' ? '' : formatCount(each.records),
      each.outcome === 'unreadable' ? '' : formatBytes(each.storedBytes),
    ]),
  );
  return `${table}\n\n  ${formatCounted(snapshots.length, 'backup')}. The newest can be called "latest".`;
}

const kindWords: Record<SnapshotSummary['kind'], string> = {
  scheduled: 'on schedule',
  manual: 'by hand',
  'pre-change': 'before a change',
  'pre-restore': 'before bringing back',
};

function stateCell(style: Style, snapshot: SnapshotSummary): Cell {
  if (snapshot.outcome === 'unreadable') return { text: 'cannot be read', paint: style.bad };
  if (snapshot.outcome === 'incomplete') return { text: 'incomplete', paint: style.warn };
  const pinned = snapshot.pinned ? ', pinned' : '';
  return snapshot.verified ? { text: `verified${pinned}`, paint: style.good } : { text: `not verified yet${pinned}`, paint: style.warn };
}
