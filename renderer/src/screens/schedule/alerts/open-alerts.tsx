import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBellOff, IconCircleX, IconListCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import type { Answers } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { LinkButton } from '../../../components/links.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { When } from '../../../components/when.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import classes from './alerts.module.css';

type Alert = Answers['alerts']['list']['open'][number];

const shownResolved = 3;

/** What is open, each until it is put right, with what to do. */
export function OpenAlerts({ app }: { readonly app: string }): ReactNode {
  const { data, error } = useQuery(query.alerts.list.queryOptions({ input: { app } }));
  return (
    <Card title={t('alerts.title')}>
      {data === undefined && error === null ? <SkeletonLines lines={2} /> : null}
      {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
      {data?.open.length === 0 ? (
        <EmptyState icon={IconBellOff} title={t('alerts.none')}>
          {t('alerts.none.text')}
        </EmptyState>
      ) : null}
      <ul className={classes.list}>
        {(data?.open ?? []).map((alert) => (
          <Open key={alert.id} alert={alert} app={app} />
        ))}
      </ul>
      {data === undefined || data.resolved.length === 0 ? null : <Resolved alerts={data.resolved.slice(0, shownResolved)} />}
    </Card>
  );
}

const signs = { alarm: IconCircleX, warning: IconAlertTriangle, note: IconListCheck } as const;

function Open({ alert, app }: { readonly alert: Alert; readonly app: string }): ReactNode {
  const { id, severity, title, meaning, next, openedAt, acknowledgedAt, escalatedAt, tell } = alert;
  const see = useMutation(query.alerts.acknowledge.mutationOptions());
  const titleId = useId();
  const Sign = signs[severity];
  return (
    <li className={classes.alert} data-severity={severity} data-seen={acknowledgedAt !== undefined} aria-labelledby={titleId}>
      <Sign size="1.25rem" stroke={1.75} className={classes.sign} aria-label={t(`alerts.severity.${severity}`)} />
      <div className={classes.words}>
        <h3 id={titleId} className={classes.name}>
          {visible(title, 200)}
        </h3>
        <p className={classes.text}>
          {visible(meaning, 600)} {visible(next, 300)}
        </p>
        <p className={classes.when}>
          {withNodes(t('alerts.since', { when: node('when') }), { when: <When at={openedAt} /> })}
          {escalatedAt === undefined ? null : <> · {withNodes(t('alerts.escalated', { when: node('when') }), { when: <When at={escalatedAt} /> })}</>}
          {acknowledgedAt === undefined ? null : <> · {withNodes(t('alerts.seen', { when: node('when') }), { when: <When at={acknowledgedAt} /> })}</>}
          {tell || severity === 'note' ? null : <> · {t('alerts.waits')}</>}
        </p>
        {see.error === null ? null : <ProblemPanel problem={toProblem(see.error)} />}
      </div>
      <div className={classes.actions}>
        <LinkButton variant="default" to="/app/$app/home" params={{ app }} aria-label={t('alerts.put-right.of', { title })}>
          {t('alerts.put-right')}
        </LinkButton>
        {acknowledgedAt === undefined ? (
          <Button variant="subtle" loading={see.isPending} aria-label={t('alerts.see.of', { title })} onClick={() => see.mutate({ id })}>
            {t('alerts.see')}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function Resolved({ alerts }: { readonly alerts: readonly Alert[] }): ReactNode {
  return (
    <div className={classes.resolved}>
      <h3 className={classes.small}>{t('alerts.resolved')}</h3>
      <ul className={classes.plain}>
        {alerts.map(({ id, title, resolvedAt }) => (
          <li key={id}>
            <PlainText value={title} longest={120} /> {resolvedAt === undefined ? null : <span className={classes.when}>{withNodes(t('alerts.resolved.when', { when: node('when') }), { when: <When at={resolvedAt} /> })}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
