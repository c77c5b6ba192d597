import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconFolderOpen } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { type Answers, desktop } from '../../../app/connection/client.ts';
import { desktopQuery } from '../../../app/data/queries.ts';
import { PlainText } from '../../../components/plain-text.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import shared from '../settings.module.css';
import classes from './settings-copy.module.css';

export type Preview = Answers['settingsCopy']['preview'];
type Item = Preview['items'][number];
type Need = Item['needs'][number];

/** Where a folder of the file is on this computer. */
export interface MovedFolder {
  readonly of: 'app' | 'place';
  readonly name: string;
  readonly path: string;
}

const kinds = ['app', 'place', 'channel', 'former-app', 'preferences'] as const;

interface CopyItemsProps {
  readonly preview: Preview;
  readonly busy: boolean;
  readonly onFolder: (folder: MovedFolder) => void;
}

/** What would be added, replaced, left as it is and left out, by what it is. */
export function CopyItems({ preview: { items }, busy, onFolder }: CopyItemsProps): ReactNode {
  return kinds.map((kind) => {
    const own = items.filter(({ what }) => what === kind);
    if (own.length === 0) return null;
    return (
      <section key={kind} className={classes.group} aria-label={t(`settings.transfer.what.${kind}`)}>
        <h3>{t(`settings.transfer.what.${kind}`)}</h3>
        <ul className={classes.items}>
          {own.map((item) => (
            <li key={item.name} className={classes.item}>
              <span className={classes.act} data-act={item.act}>
                {t(`settings.transfer.act.${item.act}`)}
              </span>
              <ItemWords item={item} busy={busy} onFolder={onFolder} />
            </li>
          ))}
        </ul>
      </section>
    );
  });
}

function ItemWords({ item, busy, onFolder }: { readonly item: Item; readonly busy: boolean; readonly onFolder: (folder: MovedFolder) => void }): ReactNode {
  const { what, name, as, where, changes, reason, other, deputies, removesBackups, endsSchedule, needs } = item;
  return (
    <div className={classes.words}>
      <strong>{what === 'preferences' ? t('settings.transfer.preferences.name') : <PlainText value={name} />}</strong>
      {where === undefined ? null : (
        <span className={classes.where}>
          <PlainText value={where} />
        </span>
      )}
      {as === undefined ? null : <p className={shared.text}>{withNodes(t('settings.transfer.as', { name: node('name') }), { name: <PlainText value={as} /> })}</p>}
      {changes.length === 0 ? null : <p className={shared.text}>{t('settings.transfer.changes', { changes: changes.map((change) => t(`settings.transfer.change.${change}`)).join(', ') })}</p>}
      {reason === undefined ? null : <p className={shared.text}>{t(`settings.transfer.reason.${reason}`, { other: visible(other ?? '') })}</p>}
      {deputies.length === 0 ? null : <p className={shared.text}>{t('settings.transfer.deputies', { names: deputies.map((deputy) => visible(deputy)).join(', ') })}</p>}
      {endsSchedule ? <p className={shared.text}>{t('settings.transfer.unscheduled')}</p> : null}
      {removesBackups ? <p className={shared.text}>{t('settings.transfer.removes')}</p> : null}
      {needs.map((need) => (
        <div key={need.kind}>
          <NeedLine need={need} />
          {need.kind === 'folder' && (what === 'app' || what === 'place') ? <FolderFor busy={busy} onChosen={(path) => onFolder({ of: what, name, path })} /> : null}
        </div>
      ))}
    </div>
  );
}

function NeedLine({ need }: { readonly need: Need }): ReactNode {
  return (
    <p className={shared.state} data-tone="attention">
      <IconAlertTriangle size="1.0625rem" stroke={1.75} aria-hidden />
      <span>{need.kind === 'folder' ? withNodes(t(need.required ? 'settings.transfer.need.folder.other' : 'settings.transfer.need.folder', { path: node('path') }), { path: <PlainText value={need.path} /> }) : t(`settings.transfer.need.${need.kind}`)}</span>
    </p>
  );
}

/** A folder that is elsewhere on this computer: chosen where there is a dialog, or typed. */
function FolderFor({ busy, onChosen }: { readonly busy: boolean; readonly onChosen: (path: string) => void }): ReactNode {
  const about = useQuery(desktopQuery.about.queryOptions());
  const [path, setPath] = useState('');
  return (
    <div className={classes.folder}>
      <TextInput className={classes.path} aria-label={t('settings.transfer.need.folder.field')} placeholder={t('settings.transfer.need.folder.field')} value={path} maxLength={4096} spellCheck={false} autoComplete="off" onChange={(event) => setPath(event.currentTarget.value)} />
      {about.data?.can.pickFolder === true ? (
        <Button
          variant="default"
          leftSection={<IconFolderOpen size="1.0625rem" stroke={1.75} />}
          onClick={() =>
            void desktop.pickFolder({ title: t('settings.transfer.need.folder.field') }).then(
              (picked) => setPath(picked.path ?? path),
              () => undefined,
            )
          }
        >
          {t('settings.transfer.need.folder.choose')}
        </Button>
      ) : null}
      <Button variant="default" disabled={path.trim() === ''} loading={busy} onClick={() => onChosen(path.trim())}>
        {t('settings.transfer.need.folder.use')}
      </Button>
    </div>
  );
}

/** What a person should know of the whole. */
export function CopyNotes({ preview: { notes } }: { readonly preview: Preview }): ReactNode {
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes}>
      {notes.map((note) => (
        <li key={note.kind === 'unencrypted' ? `${note.kind} ${note.app}` : note.kind} className={shared.text}>
          {noteWords(note)}
        </li>
      ))}
    </ul>
  );
}

function noteWords(note: Preview['notes'][number]): string {
  switch (note.kind) {
    case 'two-computers':
      return t('settings.transfer.note.two-computers', { computer: visible(note.computer), apps: named(note.apps) });
    case 'time-zone':
      return t('settings.transfer.note.time-zone', { apps: named(note.apps), there: visible(note.there), here: visible(note.here) });
    case 'clock':
      return t('settings.transfer.note.clock');
    case 'unencrypted':
      return t('settings.transfer.note.unencrypted', { app: visible(note.app) });
    case 'stays':
      return t('settings.transfer.note.stays', { apps: t('settings.transfer.note.stays.apps', { count: note.apps }), places: t('settings.transfer.note.stays.places', { count: note.places }) });
  }
}

function named(names: readonly string[]): string {
  return names.map((name) => visible(name)).join(', ');
}

/** What a person must still do, once it is taken over. */
export function ToDo({ preview: { items } }: { readonly preview: Preview }): ReactNode {
  const left = items.filter(({ needs, reason }) => needs.length > 0 || reason !== undefined);
  if (left.length === 0) return <p className={shared.text}>{t('settings.transfer.done.nothing')}</p>;
  return (
    <section className={classes.group}>
      <h3>{t('settings.transfer.done.todo')}</h3>
      <ul className={classes.items}>
        {left.map(({ what, name, as, needs, reason, other }) => (
          <li key={`${what} ${name}`} className={classes.item}>
            <div className={classes.words}>
              <strong>
                <PlainText value={as ?? name} />
              </strong>
              {reason === undefined ? null : <p className={shared.text}>{t(`settings.transfer.reason.${reason}`, { other: visible(other ?? '') })}</p>}
              {needs.map((need) => (
                <NeedLine key={need.kind} need={need} />
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
