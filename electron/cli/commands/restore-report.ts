import type { LeftAlone, RestorePlan, RestoreReceipt } from '../../engine/engine.ts';
import { formatBytes, formatCounted, formatDuration } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

type Step = RestorePlan['steps'][number];

const stepWords: Record<Step['kind'], string> = {
  untrash: 'back from the trash',
  remove: 'to the trash',
  update: 'fields set again',
  create: 'made anew, with a new id',
  mend: 'pointed at the new ids',
};

/** What a restore is going to do, for a person. @param written it is done, not only shown. */
export function describePlan(style: Style, plan: RestorePlan, written: boolean): string {
  const target = plan.into === plan.app ? `“${printable(plan.into)}”` : `“${printable(plan.into)}” from the backups of “${printable(plan.app)}”`;
  const head = `Into ${target}, from ${style.bold(printable(plan.snapshot))}`;
  const steps = plan.steps.length > 0 ? stepsTable(style, plan) : plan.leftAlone.some(({ reason }) => reason !== 'newer-value' && reason !== 'blank-in-backup') || plan.cannot.length > 0 ? `  ${style.warn('!')} There is nothing that can be brought back.` : `  ${style.good('✓')} Nothing is missing: there is nothing to bring back.`;
  const references = plan.references.map(({ entity, field, targets }) => `  ${style.dim(`${printable(entity)}.${printable(field)} refers to ${targets.map(printable).join(', ')}`)}`);
  const cannot = plan.cannot.map(({ what, why, nextStep }) => `  ${style.warn('!')} ${printable(what)}: ${printable(why)}\n    ${style.dim(printable(nextStep))}`);
  const notes = plan.notes.map((note) => `  ${style.warn('!')} ${printable(note)}`);
  const time = plan.steps.length === 0 ? [] : [`  ${formatCounted(plan.records, 'record')}${plan.seconds < 2 ? '' : `, about ${formatDuration(plan.seconds * 1000)}`}. ${sideEffects(plan.steps)}`];
  const refused = plan.refused === undefined ? [] : [`  ${style.bad('✗')} ${printable(plan.refused.message)}\n    ${style.dim(printable(plan.refused.nextStep))}`];
  const end = written || plan.steps.length === 0 ? [] : ['', plan.refused === undefined ? 'Nothing was written. Add --yes to do it: the app is backed up first, and it can be taken back.' : 'Nothing was written.'];
  return [head, '', steps, ...time, ...references, ...leftAloneLines(style, plan.leftAlone), ...cannot, ...notes, ...refused, ...end].join('\n');
}

function stepsTable(style: Style, { steps, uploads }: RestorePlan): string {
  const files = uploads === undefined ? [] : [['Uploaded files', String(uploads.files), `uploaded again (${formatBytes(uploads.bytes)})`, '']];
  return formatTable(
    style,
    [{ title: 'Table', max: 40 }, { title: 'Records', align: 'right' }, { title: 'What is done' }, { title: 'Fields', max: 60 }],
    [...files, ...steps.map(({ kind, entity, records, fields }) => [entity, String(records), stepWords[kind], fields.map(({ field }) => field).join(', ')])],
  );
}

/** What the app itself will notice of it. */
function sideEffects(steps: readonly Step[]): string {
  const records = (which: 'webhooks' | 'automations', state: 'yes' | 'unknown'): number => steps.filter(({ effects }) => effects[which] === state).reduce((sum, step) => sum + step.records, 0);
  const certain = Math.max(records('webhooks', 'yes'), records('automations', 'yes'));
  const possible = Math.max(records('webhooks', 'unknown'), records('automations', 'unknown'));
  if (certain > 0) return `Sets off webhooks or automations for ${formatCounted(certain, 'record')}.`;
  if (possible > 0) return `No webhook is known to go out; the platform does not say whether automations run (${formatCounted(possible, 'record')}).`;
  return 'Sets off no webhooks and no automations.';
}

function leftAloneLines(style: Style, leftAlone: readonly LeftAlone[]): readonly string[] {
  return leftAlone.map(({ entity, says }) => `  ${style.dim('·')} ${printable(entity)}: ${printable(says)}`);
}

/** What came of it, for a person. */
export function describeReceipt(style: Style, receipt: RestoreReceipt): string {
  const { written, verified, skipped, failed, remapped } = receipt;
  const isWhole = failed === 0 && skipped === 0 && verified === written;
  // Records that were only pointed at new ids did not come back themselves.
  const isMended = receipt.steps.some((step) => step.kind === 'mend' && step.written > 0);
  const back = isMended ? 'written' : receipt.undoOf === undefined ? 'brought back' : 'taken back';
  const head = written === 0 && isWhole ? `${style.good('✓')} Everything is as it should be already.` : `${isWhole ? style.good('✓') : style.warn('!')} ${formatCounted(written, 'record')} ${back}, ${verified === written ? 'all' : String(verified)} of them read back from the app.`;
  return [
    head,
    ...(remapped.length === 0 ? [] : [`  ${formatCounted(remapped.length, 'record')} got a new id; what refers to them was pointed there.`]),
    ...(skipped === 0 ? [] : [`  ${style.warn('!')} ${formatCounted(skipped, 'record')} left as ${skipped === 1 ? 'it is' : 'they are'}:`]),
    ...leftAloneLines(style, receipt.leftAlone),
    ...(failed === 0 ? [] : [`  ${style.bad('✗')} ${formatCounted(failed, 'record')} could not be written:`]),
    ...receipt.failures.slice(0, 20).map(({ entity, id, says }) => `    ${printable(entity)} ${printable(id)}: ${printable(says)}`),
    ...(receipt.safetySnapshot === null ? [] : [`  ${style.dim(`The app as it was before: ${printable(receipt.safetySnapshot)}`)}`, `  ${style.dim(`Take it back with: holdfast undo ${JSON.stringify(printable(receipt.into))} ${receipt.id}`)}`]),
  ].join('\n');
}
