import type { RestoreReceipt, StepKind } from './restore-desk.ts';

/** What became of a restore, for a person to keep: names, figures and ids, none of the values. */
export function receiptText(receipt: RestoreReceipt, finished: boolean, timeZone: string): string {
  const { id, undoOf, app, into, snapshot, startedAt, endedAt, asked, written, verified, skipped, failed, steps, leftAlone, failures, remapped, safetySnapshot, file } = receipt;
  const at = moments(timeZone);
  const lines = [
    undoOf === undefined ? `Records brought back into “${into}”` : `A restore of “${into}” taken back`,
    '',
    `Restore:              ${id}`,
    ...(undoOf === undefined ? [] : [`Takes back:           ${undoOf}`]),
    ...(app === into ? [] : [`From the backups of:  ${app}`]),
    `From the backup:      ${snapshot}`,
    `Begun:                ${at(startedAt)}`,
    finished ? `Ended:                ${at(endedAt)}` : 'It did not come to its end: it can go on, or be taken back.',
    `Backup made before:   ${safetySnapshot ?? 'none: there was nothing to write'}`,
    '',
    `Asked for:            ${records(asked)}`,
    `Taken by the app:     ${records(written)}`,
    `Read back, right:     ${records(verified)}`,
    `Left alone:           ${records(skipped)}`,
    `Failed:               ${records(failed)}`,
    '',
    'What was done:',
    ...listOr(steps.map(({ kind, entity, records: planned, written: done }) => `${doneWords[kind]} ${entity}: ${done} of ${planned}`)),
    '',
    'What was left alone, and why:',
    ...listOr(leftAlone.map(({ entity, says }) => `${entity}: ${says}`)),
    ...(failures.length === 0 ? [] : ['', 'What failed:', ...listOr(failures.map(({ entity, id: record, says }) => `${entity} ${record}: ${says}`))]),
    ...(remapped.length === 0 ? [] : ['', 'Records that have a new id:', ...listOr(remapped.map(({ entity, from, to }) => `${entity} ${from} is now ${to}`))]),
    ...(file === null ? [] : ['', `The same for programs: ${file}`]),
  ];
  return `${lines.map(oneLine).join('\n')}\n`;
}

const doneWords: Readonly<Record<StepKind, string>> = { untrash: 'out of the trash:', remove: 'into the trash:', update: 'fields put back:', create: 'created anew:', mend: 'links mended:' };

function records(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

function listOr(items: readonly string[]): readonly string[] {
  return items.length === 0 ? ['  nothing'] : items.map((item) => `  ${item}`);
}

/** Names and ids come from the app: none of them begins a line of its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

function moments(timeZone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long', timeStyle: 'long' });
  return (instant) => format.format(new Date(instant));
}
