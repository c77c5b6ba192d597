import { Button, Modal } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconCloudOff, IconFolderQuestion, IconKey, IconShieldX } from '@tabler/icons-react';
import { causeKey } from '../../../../shared/model/cause-key.ts';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import type { Need } from '../../app/data/status-types.ts';
import { useStatus } from '../../app/data/status.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { ReconnectForm } from '../../components/reconnect-form.tsx';
import { When } from '../../components/when.tsx';
import { formatBytes, formatCount, formatDuration } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { LinkButton } from '../../components/links.tsx';
import { actionsOf, type NeedAction } from './need-actions.ts';
import { titleKeyOf, whyKeyOf } from './need-words.ts';
import classes from './needs-list.module.css';

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
                <h2 className={classes.title}>
                  <Title need={need} />
                </h2>
                <div className={classes.why}>
                  <Why need={need} />
                  <Seen need={need} />
                </div>
              </div>
              <div className={classes.actions}>
                {actionsOf(need).map((action) => (
                  <Do key={action.label} app={app} action={action} busy={busy} onBackUp={onBackUp} />
                ))}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const signs: Partial<Record<Need['kind'], Icon>> = { 'kit-not-proved': IconKey, 'kit-proof-due': IconKey, 'kit-outdated': IconKey, 'place-behind': IconCloudOff, 'no-place': IconFolderQuestion, 'run-failed': IconShieldX, damaged: IconShieldX, 'drill-failed': IconShieldX, keychain: IconKey };

function isAlarm(need: Need): boolean {
  const { kind } = need;
  return (need.kind === 'run-failed' && need.over === undefined) || kind === 'damaged' || kind === 'keychain' || kind === 'settings' || kind === 'no-place' || kind === 'no-backup' || kind === 'restore-stopped' || kind === 'anomaly' || kind === 'drill-failed';
}

function Title({ need }: { readonly need: Need }): ReactNode {
  const key = titleKeyOf(need);
  switch (key) {
    case 'home.need.place-behind':
    case 'home.need.place-away':
    case 'home.need.place-removed':
      return need.kind === 'place-behind' ? withNodes(t(key, { place: node('place') }), { place: <PlainText value={need.place} longest={60} /> }) : null;
    case 'home.need.incomplete':
      return need.kind === 'incomplete' ? t(key, { count: need.tables.length }) : null;
    case 'home.need.damaged':
      return need.kind === 'damaged' ? t(key, { count: need.problems }) : null;
    case 'home.need.retention-asks':
      return need.kind === 'retention-asks' ? t(key, { count: need.backups }) : null;
    case 'home.need.drill-failed':
      return need.kind === 'drill-failed' ? withNodes(t(key, { place: node('place') }), { place: <PlainText value={need.place} longest={60} /> }) : null;
    case 'home.need.channel-failing':
      return need.kind === 'channel-failing' ? withNodes(t(key, { name: node('name') }), { name: <PlainText value={need.name} longest={60} /> }) : null;
    case 'home.need.drill-overdue':
      return need.kind === 'drill-overdue' ? withNodes(t(key, { when: node('when') }), { when: <When at={need.since} /> }) : null;
    case 'home.need.overdue':
      return need.kind === 'overdue' ? withNodes(t(key, { when: node('when') }), { when: <When at={need.since} /> }) : null;
    default:
      return t(key);
  }
}

/** Quiet, and here until it is over. */
function Seen({ need }: { readonly need: Need }): ReactNode {
  const alerts = useStatus()?.alerts ?? [];
  const at = alerts.find(({ cause, resolvedAt }) => resolvedAt === undefined && causeKey(cause) === causeKey(need))?.acknowledgedAt;
  return at === undefined ? null : <div>{withNodes(t('home.need.seen', { when: node('when') }), { when: <When at={at} /> })}</div>;
}

const shownTables = 3;

function Why({ need }: { readonly need: Need }): ReactNode {
  if (need.kind === 'incomplete' && need.tables.length > 0) return <Lacking tables={need.tables} />;
  const key = whyKeyOf(need);
  const error = 'error' in need && need.error !== undefined ? `${visible(need.error.message)} ${visible(need.error.nextStep)}` : '';
  if (need.kind === 'kit-outdated') return <KitErrors need={need} />;
  switch (key) {
    case 'home.need.kit-proof-due.why':
      return need.kind === 'kit-proof-due' ? withNodes(t(key, { when: node('when') }), { when: <When at={need.provedAt} /> }) : null;
    case undefined:
    case 'home.need.incomplete.more':
      return need.kind === 'anomaly' ? visible(need.says, 500) : error;
    case 'home.need.unusual.slow.why':
      return need.kind === 'unusual' ? t(key, { value: formatDuration(need.value), usual: formatDuration(need.usual) }) : null;
    case 'home.need.unusual.large.why':
    case 'home.need.unusual.small.why':
      return need.kind === 'unusual' ? t(key, { value: formatBytes(need.value), usual: formatBytes(need.usual) }) : null;
    case 'home.need.drill-failed.why':
      return need.kind === 'drill-failed' ? <DrillFailures need={need} /> : null;
    case 'home.need.channel-failing.why':
      return t(key, { problem: error });
    case 'home.need.restore-stopped.why':
      return need.kind === 'restore-stopped' ? t(key, { count: need.asked, written: formatCount(need.written) }) : null;
    case 'home.need.run-failed.over.place-away':
    case 'home.need.run-failed.over.network':
      return need.kind === 'run-failed' ? <OverByNow need={need} over={t(key)} /> : null;
    case 'home.need.run-failed.at':
    case 'home.need.run-interrupted.why':
    case 'home.need.damaged.why':
    case 'home.need.place-removed.why': {
      const at = need.kind === 'place-behind' ? need.removed : 'at' in need ? need.at : undefined;
      return (
        <>
          {error} {at === undefined ? null : withNodes(t(key, { when: node('when') }), { when: <When at={at} /> })}
        </>
      );
    }
    default:
      return t(key);
  }
}

/** It failed, which stays said; and what stopped it is over. */
function OverByNow({ need: { at, error, nextAt }, over }: { readonly need: Extract<Need, { readonly kind: 'run-failed' }>; readonly over: string }): ReactNode {
  return (
    <>
      {withNodes(t('home.need.run-failed.at', { when: node('when') }), { when: <When at={at} /> })} {visible(error.message)} {over} {nextAt === undefined || nextAt === null ? t('home.need.run-failed.by-hand') : withNodes(t('home.need.run-failed.next', { when: node('when') }), { when: <When at={nextAt} /> })}
    </>
  );
}

function DrillFailures({ need: { at, failed, failures } }: { readonly need: Extract<Need, { readonly kind: 'drill-failed' }> }): ReactNode {
  return (
    <>
      {withNodes(t('home.need.drill-failed.why', { when: node('when'), count: failed }), { when: <When at={at} /> })}
      <ul className={classes.tables}>
        {failures.map(({ name, consequence, nextStep }) => (
          <li key={name}>
            <strong>
              <PlainText value={name} longest={120} />
            </strong>{' '}
            {visible(consequence, 300)} {visible(nextStep, 300)}
          </li>
        ))}
      </ul>
    </>
  );
}

function KitErrors({ need: { gone, lacking, people } }: { readonly need: Extract<Need, { readonly kind: 'kit-outdated' }> }): ReactNode {
  return (
    <>
      {gone.length === 0 ? null : withNodes(t('home.need.kit-outdated.gone', { places: node('places') }), { places: <PlainText value={gone.join(', ')} longest={120} /> })}{' '}
      {lacking.length === 0 ? null : withNodes(t('home.need.kit-outdated.lacking', { places: node('places') }), { places: <PlainText value={lacking.join(', ')} longest={120} /> })}{' '}
      {people ? t('home.need.kit-outdated.people') : null} {t('home.need.kit-outdated.why')}
    </>
  );
}

function Lacking({ tables }: { readonly tables: readonly { readonly name: string; readonly reason: string }[] }): ReactNode {
  return (
    <ul className={classes.tables}>
      {tables.slice(0, shownTables).map(({ name, reason }) => (
        <li key={name}>
          <strong>
            <PlainText value={name} longest={60} />
          </strong>{' '}
          {visible(reason, 300)}
        </li>
      ))}
      {tables.length > shownTables ? <li>{t('home.need.incomplete.more', { count: tables.length - shownTables })}</li> : null}
    </ul>
  );
}

interface DoProps {
  readonly app: string;
  readonly action: NeedAction;
  readonly busy: boolean;
  readonly onBackUp: () => void;
}

function Do({ app, action, busy, onBackUp }: DoProps): ReactNode {
  switch (action.kind) {
    case 'restore':
      return (
        <LinkButton to="/app/$app/restore" params={{ app }} search={{ step: 'receipt', restores: [action.restore] }}>
          {t(action.label)}
        </LinkButton>
      );
    case 'go':
      return (
        <LinkButton variant="default" to={action.to}>
          {t(action.label)}
        </LinkButton>
      );
    case 'kept':
      return (
        <LinkButton variant="default" to="/app/$app/schedule" params={{ app }} search={{ kept: 'preview' }}>
          {t(action.label)}
        </LinkButton>
      );
    case 'emergency':
      return (
        <LinkButton color="alarm" to="/app/$app/emergency" params={{ app }}>
          {t(action.label)}
        </LinkButton>
      );
    case 'compare':
      return (
        <LinkButton variant="default" to="/app/$app/compare" params={{ app }}>
          {t(action.label)}
        </LinkButton>
      );
    case 'channels':
      return (
        <LinkButton variant="default" to="/app/$app/schedule" params={{ app }} hash="channels">
          {t(action.label)}
        </LinkButton>
      );
    case 'proof':
      return (
        <LinkButton variant="default" to="/app/$app/proof" params={{ app }}>
          {t(action.label)}
        </LinkButton>
      );
    case 'kit':
      return (
        <LinkButton variant="default" to="/settings" search={{ kit: app }}>
          {t(action.label)}
        </LinkButton>
      );
    case 'back-up':
      return (
        <Button variant="default" disabled={busy} onClick={onBackUp}>
          {t(action.label)}
        </Button>
      );
    case 'check':
      return <CheckAgain app={app} place={action.place} label={t(action.label)} />;
    case 'reconnect':
      return <ReconnectButton app={app} label={t(action.label)} onDone={onBackUp} />;
  }
}

/** Every byte, since less would not find again what a check of every byte found. */
function CheckAgain({ app, place, label }: { readonly app: string; readonly place: string | undefined; readonly label: string }): ReactNode {
  const start = useMutation(query.runs.start.mutationOptions());
  const isGoing = useStatus()?.running.some(({ request }) => request.kind === 'check' && request.app === app) === true;
  return (
    <>
      <Button variant="default" loading={start.isPending || isGoing} onClick={() => start.mutate({ kind: 'check', app, readData: true, ...(place === undefined ? {} : { place }) })}>
        {label}
      </Button>
      {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
    </>
  );
}

function ReconnectButton({ app, label, onDone }: { readonly app: string; readonly label: string; readonly onDone: () => void }): ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {label}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('home.reconnect.title', { app })} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <ReconnectForm
          app={app}
          focused
          onDone={() => {
            setOpened(false);
            onDone();
          }}
        />
      </Modal>
    </>
  );
}
