import { Button } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconCloudOff, IconFolderQuestion, IconKey, IconShieldX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { ErrorCode } from '../../../../shared/model/errors.ts';
import type { Need } from '../../app/data/status.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { node, withNodes } from '../compare/with-nodes.tsx';
import { LinkButton } from './links.tsx';
import classes from './needs-list.module.css';
import { Reconnect } from './reconnect.tsx';

interface NeedsListProps {
  readonly app: string;
  readonly needs: readonly Need[];
  readonly busy: boolean;
  readonly onBackUp: () => void;
}

/** What only a person can put right, each with the button that does it. */
export function NeedsList({ app, needs, busy, onBackUp }: NeedsListProps): ReactNode {
  if (needs.length === 0) return null;
  return (
    <section className={classes.needs} aria-label={t('home.needs.title')}>
      <ul className={classes.list}>
        {needs.map((need, index) => {
          const Sign = signs[need.kind] ?? IconAlertTriangle;
          return (
            <li key={index} className={classes.need} data-alarm={isAlarm(need)}>
              <Sign size="1.25rem" stroke={1.75} className={classes.sign} aria-hidden />
              <div className={classes.words}>
                <h2 className={classes.title}>{titleOf(need)}</h2>
                <div className={classes.why}>
                  <Why need={need} />
                </div>
              </div>
              <Do app={app} need={need} busy={busy} onBackUp={onBackUp} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const signs: Partial<Record<Need['kind'], Icon>> = { 'kit-not-proved': IconKey, 'place-behind': IconCloudOff, 'no-place': IconFolderQuestion, 'run-failed': IconShieldX, damaged: IconShieldX, keychain: IconKey };

function isAlarm({ kind }: Need): boolean {
  return kind === 'run-failed' || kind === 'damaged' || kind === 'keychain' || kind === 'settings' || kind === 'no-place' || kind === 'no-backup';
}

function titleOf(need: Need): ReactNode {
  switch (need.kind) {
    case 'place-behind':
      return withNodes(t(need.error === undefined ? 'home.need.place-behind' : 'home.need.place-away', { place: node('place') }), { place: <PlainText value={need.place} longest={60} /> });
    case 'incomplete':
      return need.tables.length === 0 ? t('home.need.incomplete.unverified') : t('home.need.incomplete', { count: need.tables.length });
    case 'damaged':
      return t('home.need.damaged', { count: need.problems });
    case 'overdue':
      return withNodes(t('home.need.overdue', { when: node('when') }), { when: <When at={need.since} /> });
    default:
      return t(`home.need.${need.kind}`);
  }
}

const shownTables = 3;

function Why({ need }: { readonly need: Need }): ReactNode {
  switch (need.kind) {
    case 'no-place':
    case 'no-backup':
    case 'kit-not-proved':
    case 'overdue':
      return t(`home.need.${need.kind}.why`);
    case 'run-interrupted':
    case 'damaged':
      return withNodes(t(`home.need.${need.kind}.why`, { when: node('when') }), { when: <When at={need.at} /> });
    case 'run-failed':
      return (
        <>
          {visible(need.error.message)} {visible(need.error.nextStep)} {withNodes(t('home.need.run-failed.at', { when: node('when') }), { when: <When at={need.at} /> })}
        </>
      );
    case 'keychain':
    case 'settings':
      return `${visible(need.error.message)} ${visible(need.error.nextStep)}`;
    case 'place-behind':
      return need.error === undefined ? t('home.need.place-behind.why') : `${visible(need.error.message)} ${visible(need.error.nextStep)}`;
    case 'incomplete':
      return need.tables.length === 0 ? (
        t('home.need.incomplete.unverified.why')
      ) : (
        <ul className={classes.tables}>
          {need.tables.slice(0, shownTables).map(({ name, reason }) => (
            <li key={name}>
              <strong>
                <PlainText value={name} longest={60} />
              </strong>{' '}
              {visible(reason, 300)}
            </li>
          ))}
          {need.tables.length > shownTables ? <li>{t('home.need.incomplete.more', { count: need.tables.length - shownTables })}</li> : null}
        </ul>
      );
  }
}

const signInCodes: ReadonlySet<ErrorCode> = new Set(['auth-expired', 'auth-revoked']);

function Do({ app, need, busy, onBackUp }: { readonly app: string; readonly need: Need; readonly busy: boolean; readonly onBackUp: () => void }): ReactNode {
  const [reconnecting, setReconnecting] = useState(false);
  const backUp = (words: string): ReactNode => (
    <Button variant="default" disabled={busy} onClick={onBackUp}>
      {words}
    </Button>
  );
  switch (need.kind) {
    case 'no-place':
      return (
        <LinkButton variant="default" to="/places">
          {t('home.need.no-place.do')}
        </LinkButton>
      );
    case 'place-behind':
      return (
        <LinkButton variant="default" to="/places">
          {t('home.need.place-behind.look')}
        </LinkButton>
      );
    case 'kit-not-proved':
      return (
        <LinkButton variant="default" to="/settings">
          {t('home.need.kit-not-proved.do')}
        </LinkButton>
      );
    case 'keychain':
    case 'settings':
      return (
        <LinkButton variant="default" to="/settings">
          {t('home.need.settings.do')}
        </LinkButton>
      );
    case 'run-failed':
      if (!signInCodes.has(need.error.code)) return backUp(t('home.need.again'));
      return (
        <>
          <Button variant="default" onClick={() => setReconnecting(true)}>
            {t('home.need.reconnect')}
          </Button>
          <Reconnect app={app} opened={reconnecting} onClose={() => setReconnecting(false)} onDone={onBackUp} />
        </>
      );
    case 'run-interrupted':
      return backUp(t('home.need.run-interrupted.do'));
    case 'incomplete':
    case 'damaged':
      return backUp(t('home.need.again'));
    case 'no-backup':
    case 'overdue':
      return backUp(t('home.back-up-now'));
  }
}
