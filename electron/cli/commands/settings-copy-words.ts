import type { CopyPreview } from '../../engine/engine.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

type Item = CopyPreview['items'][number];
type Need = Item['needs'][number];

const kinds = { app: 'App', 'former-app': 'App that was removed', place: 'Place', channel: 'Alerts to', preferences: 'Preferences' } as const satisfies Record<Item['what'], string>;

const changes = {
  connection: 'where it is', token: 'its access token', places: 'its places', schedule: 'its schedule', retention: 'which backups are kept', objective: 'how much may be lost', 'back-within': 'how soon it must be back', drill: 'its drills', 'live-watch': 'watching between backups',
  region: 'its region', 'access-key': 'its access key', 'sign-in': 'the sign-in to Google', address: 'its address', wishes: 'what it is told', server: 'its mail server', theme: 'appearance', notices: 'notices', 'search-index': 'the searchable copy', 'upload-limit': 'how fast is sent', battery: 'backups on battery', metered: 'backups on metered connections',
} as const satisfies Record<Item['changes'][number], string>;

const reasons = {
  'protected-here': 'is protected here already with backups of its own, as “{other}”: remove that first to go on with those of the file',
  'opened-here': 'is open here to be read, as “{other}”: remove that first',
  'other-key': 'has backups with another key here, as “{other}”',
  'other-app': 'is another app here, as “{other}”',
  'folder-taken': 'has its backups in a folder that is that of “{other}” here',
  'address-missing': 'has an address that is a secret and not in the file: add it again',
  'password-missing': 'has a password that is not in the file: add it again',
  'no-app': 'is for apps that are not taken over',
} as const satisfies Record<NonNullable<Item['reason']>, string>;

function needOf(need: Need): string {
  switch (need.kind) {
    case 'kit':
      return 'the key of its recovery kit (“recovery-kit restore”)';
    case 'token':
      return 'an access token (“app reconnect”)';
    case 'access-key':
      return 'the secret of its access key (“destination reconnect”)';
    case 'sign-in':
      return 'signing in to Google (“destination reconnect”)';
    case 'folder':
      return `the folder ${printable(need.path)}, which is not here${need.required ? ': name the one it is on this computer with --folder' : ' (--folder names another)'}`;
  }
}

/** What a file of settings would do, or did. @param backupFile where the settings of before are; undefined while nothing was done. */
export function describeCopy({ good, bad, dim }: Style, { madeAt, computer, withSecrets, items, notes }: CopyPreview, backupFile: string | undefined): string {
  const lines = items.map((item) => {
    const name = `${kinds[item.what]}${item.name === '' ? '' : ` ${printable(item.name)}`}${item.as === undefined ? '' : ` (here: ${printable(item.as)})`}`;
    const where = item.where === undefined ? '' : dim(` ${printable(item.where)}`);
    return [
      `  ${mark(item, { good, bad })} ${name}: ${actOf(item)}${where}`,
      ...(item.deputies.length === 0 ? [] : [`      Its backups open for these too: ${item.deputies.map(printable).join(', ')}.`]),
      ...(item.endsSchedule ? [`      ${bad('!')} It is not backed up by itself here any more: the file has no schedule for it.`] : []),
      ...(item.removesBackups ? ['      Old backups of it are removed by themselves.'] : []),
      ...item.needs.map((need) => `      ${bad('!')} Needs ${needOf(need)}.`),
    ].join('\n');
  });
  return [
    `Settings of ${printable(computer)}, made on ${madeAt.slice(0, 10)}, ${withSecrets ? 'with' : 'without'} secrets.`,
    ...lines,
    ...notes.map((note) => `  ${bad('!')} ${noteOf(note)}`),
    '',
    backupFile === undefined ? 'Nothing was changed. Add --yes to take all of it over.' : `${good('✓')} Taken over. The settings of before are in ${printable(backupFile)}; “settings undo-import” puts them back.\nWhat was taken over counts as not checked until it was read here.`,
  ].join('\n');
}

function mark({ act }: Item, { good, bad }: Pick<Style, 'good' | 'bad'>): string {
  return act === 'leave-out' ? bad('–') : act === 'same' ? '=' : good(act === 'add' ? '+' : '~');
}

function actOf({ act, changes: changed, reason, other }: Item): string {
  switch (act) {
    case 'add':
      return 'new';
    case 'same':
      return 'the same';
    case 'replace':
      return `replaced: ${changed.map((each) => changes[each]).join(', ')}`;
    case 'leave-out':
      return `left out, because it ${reason === undefined ? 'cannot be taken over' : reasons[reason].replace('{other}', printable(other ?? ''))}`;
  }
}

function noteOf(note: CopyPreview['notes'][number]): string {
  switch (note.kind) {
    case 'two-computers':
      return `${printable(note.computer)} goes on with the schedule of ${note.apps.map(printable).join(', ')} as long as Holdfast runs there. That does no harm: the two agree in the place who makes a backup. Remove the apps there if it should not.`;
    case 'time-zone':
      return `Schedules keep the times of ${printable(note.there)}; this computer is in ${printable(note.here)} (${note.apps.map(printable).join(', ')}).`;
    case 'clock':
      return 'The file is from the future by this computer’s clock. Check the clocks of both.';
    case 'unencrypted':
      return `The address of ${printable(note.app)} is not encrypted (http): its access token can be read on the way.`;
    case 'stays':
      return `What only this computer has stays: ${note.apps} ${note.apps === 1 ? 'app' : 'apps'}, ${note.places} ${note.places === 1 ? 'place' : 'places'}.`;
  }
}
