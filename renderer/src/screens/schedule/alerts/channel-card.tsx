import { Button, Select, Switch } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Answers } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { StatusBadge } from '../../../components/status-badge.tsx';
import { When } from '../../../components/when.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import classes from './alerts.module.css';
import { kindSigns } from './kinds.ts';

export type Channel = Answers['alerts']['channels']['list']['channels'][number];

/** One channel: whether it works, what it gets, a test that really sends. */
export function ChannelCard({ channel, apps }: { readonly channel: Channel; readonly apps: readonly string[] }): ReactNode {
  const { id, name, kind, address, signed, wishes, deliveredAt, problem, waiting } = channel;
  const test = useMutation(query.alerts.channels.test.mutationOptions());
  const change = useMutation(query.alerts.channels.change.mutationOptions());
  const Sign = kindSigns[kind];
  const failed = test.error ?? change.error;
  return (
    <li className={classes.channel} aria-label={visible(name, 60)}>
      <div className={classes.head}>
        <span className={classes.kind}>
          <Sign size="1.25rem" stroke={1.5} aria-label={t(`channels.kind.${kind}`)} />
        </span>
        <div className={classes.words}>
          <h3 className={classes.name}>
            <PlainText value={name} longest={60} /> <State channel={channel} />
          </h3>
          <p className={classes.when}>
            <PlainText value={address} longest={200} />
            {signed ? <> · {t('channels.signed')}</> : null}
            {deliveredAt === undefined ? null : <> · {withNodes(t('channels.delivered', { when: node('when') }), { when: <When at={deliveredAt} /> })}</>}
          </p>
        </div>
        <div className={classes.actions}>
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ id })}>
            {t(kind === 'ping' ? 'channels.test.ping' : 'channels.test')}
          </Button>
          <Remove id={id} name={name} />
        </div>
      </div>
      <div role="status" className={classes.outcome}>
        {test.isPending ? t('channels.test.running') : null}
        {test.data?.ok === true ? (
          <>
            {t('channels.test.ok')} <strong><PlainText value={test.data.answer} longest={220} /></strong>
          </>
        ) : null}
      </div>
      {test.data?.ok === false && test.data.error !== undefined ? <ProblemPanel problem={test.data.error} /> : null}
      {problem === undefined || test.data !== undefined ? null : <ProblemPanel tone="attention" problem={problem.error} />}
      {waiting === 0 ? null : <p className={classes.when}>{t('channels.waiting', { count: waiting })}</p>}
      {kind === 'ping' ? <p className={classes.when}>{t('channels.ping.what')}</p> : null}
      <div className={classes.wishes}>
        {kind === 'ping' ? null : (
          <Select
            label={t('channels.least')}
            value={wishes.least}
            allowDeselect={false}
            disabled={change.isPending}
            data={(['warning', 'alarm'] as const).map((value) => ({ value, label: t(`channels.least.${value}`) }))}
            onChange={(value) => {
              if (value === 'warning' || value === 'alarm') change.mutate({ id, wishes: { least: value } });
            }}
          />
        )}
        <Apps wishes={wishes} apps={apps} busy={change.isPending} onChange={(chosen) => change.mutate({ id, wishes: { apps: chosen } })} />
        {kind === 'ping' ? null : <Switch label={t('channels.digest')} checked={wishes.digest} disabled={change.isPending} onChange={(event) => change.mutate({ id, wishes: { digest: event.currentTarget.checked } })} />}
      </div>
      {failed === null ? null : <ProblemPanel problem={toProblem(failed)} />}
    </li>
  );
}

function State({ channel: { problem, deliveredAt } }: { readonly channel: Channel }): ReactNode {
  if (problem !== undefined) return <StatusBadge status="needs-you" word={t('channels.state.failing')} />;
  return deliveredAt === undefined ? <span className={classes.when}>{t('channels.state.new')}</span> : <StatusBadge status="verified" word={t('channels.state.works')} />;
}

interface AppsProps {
  readonly wishes: Channel['wishes'];
  readonly apps: readonly string[];
  readonly busy: boolean;
  readonly onChange: (apps: Channel['wishes']['apps']) => void;
}

/** All of them, or one; several can be chosen on the command line. */
function Apps({ wishes, apps, busy, onChange }: AppsProps): ReactNode {
  const chosen = wishes.apps === 'all' ? [] : wishes.apps;
  if (apps.length < 2 && chosen.length === 0) return null;
  const some = chosen.length > 1 ? [{ value: 'some', label: t('channels.apps.some', { count: chosen.length }) }] : [];
  const single = [...new Set([...apps, ...chosen])].map((app) => ({ value: `app ${app}`, label: visible(app, 60) }));
  const value = wishes.apps === 'all' ? 'all' : chosen.length > 1 ? 'some' : `app ${chosen[0] ?? ''}`;
  return (
    <Select
      label={t('channels.apps')}
      value={value}
      allowDeselect={false}
      disabled={busy}
      data={[{ value: 'all', label: t('channels.apps.all') }, ...some, ...single]}
      onChange={(next) => {
        if (next === 'all') onChange('all');
        else if (next?.startsWith('app ') === true) onChange([next.slice('app '.length)]);
      }}
    />
  );
}

function Remove({ id, name }: { readonly id: string; readonly name: string }): ReactNode {
  const [asking, { open, close }] = useDisclosure(false);
  const remove = useMutation(query.alerts.channels.remove.mutationOptions({ onSuccess: close }));
  return (
    <>
      <Button variant="subtle" aria-label={t('channels.remove.of', { channel: name })} onClick={open}>
        {t('channels.remove')}
      </Button>
      <ConfirmDialog opened={asking} title={t('channels.remove.title')} confirm={t('channels.remove')} danger loading={remove.isPending} onConfirm={() => remove.mutate({ id })} onClose={close}>
        {withNodes(t('channels.remove.what', { channel: node('channel') }), { channel: <PlainText value={name} longest={60} /> })}
        {remove.error === null ? null : <ProblemPanel problem={toProblem(remove.error)} />}
      </ConfirmDialog>
    </>
  );
}
