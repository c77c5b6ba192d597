import { Button } from '@mantine/core';
import { IconKey, IconUserOff, IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useStatus } from '../../app/data/status.tsx';
import type { AppInfo } from '../../app/use-app.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { t } from '../../strings/translate.ts';
import { LetIn } from './let-in.tsx';
import { Rewriting } from './rewriting.tsx';
import classes from './settings.module.css';

type Deputy = Answers['keys']['list']['deputies'][number];

/** Who can open the backups of an app: the recovery kit and deputies, since when and what they open; letting in, shutting out, writing anew. */
export function KeyHolders({ app }: { readonly app: AppInfo }): ReactNode {
  const holders = useQuery(query.keys.list.queryOptions({ input: { app: app.name } }));
  const places = useQuery(query.places.list.queryOptions());
  const running = useStatus()?.running.find(({ request }) => request.kind === 'rekey' && request.app === app.name);
  const [letsIn, setLetsIn] = useState(false);
  const [rewrites, setRewrites] = useState(false);
  const [runId, setRunId] = useState<string>();
  const start = useMutation(query.runs.start.mutationOptions({ onSuccess: (started) => setRunId(started.runId) }));
  const shownRun = running?.id ?? runId;
  const used = app.destinations === 'all' ? (places.data?.places ?? []).map(({ name }) => name) : app.destinations;
  const deputies = holders.data?.deputies ?? [];

  return (
    <section className={classes.part}>
      <h3>{t('settings.holders')}</h3>
      <p className={classes.text}>{t('settings.holders.text')}</p>
      {holders.error === null ? null : <ProblemPanel problem={toProblem(holders.error)} />}
      {holders.isPending ? <SkeletonLines lines={2} /> : null}
      {holders.data === undefined ? null : (
        <ul className={classes.holders}>
          <li className={classes.holder}>
            <IconKey size="1.125rem" stroke={1.75} aria-hidden />
            <div>
              <strong>{t('settings.holders.kit')}</strong>
              <p className={classes.text}>{t('settings.holders.kit.opens')}</p>
            </div>
          </li>
          {deputies.map((deputy) => (
            <Holder key={`${deputy.recipient} ${deputy.addedAt}`} app={app.name} deputy={deputy} places={used} />
          ))}
        </ul>
      )}
      <div className={classes.row}>
        <Button variant="default" leftSection={<IconUserPlus size="1.0625rem" stroke={1.75} />} disabled={holders.data === undefined} onClick={() => setLetsIn(true)}>
          {t('settings.holders.add')}
        </Button>
        {deputies.length === 0 ? null : (
          <Button variant="default" loading={start.isPending || running !== undefined} onClick={() => setRewrites(true)}>
            {t('settings.holders.rekey')}
          </Button>
        )}
      </div>
      {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
      {shownRun === undefined ? null : <Rewriting runId={shownRun} />}
      {letsIn ? <LetIn app={app.name} onRewriting={setRunId} onClose={() => setLetsIn(false)} /> : null}
      <ConfirmDialog
        opened={rewrites}
        title={t('settings.holders.rekey.title', { app: app.name })}
        confirm={t('settings.holders.rekey')}
        onConfirm={() => {
          setRewrites(false);
          start.mutate({ kind: 'rekey', app: app.name });
        }}
        onClose={() => setRewrites(false)}
      >
        {t('settings.holders.rekey.text')}
      </ConfirmDialog>
    </section>
  );
}

interface HolderProps {
  readonly app: string;
  readonly deputy: Deputy;
  /** Names of the places that the app is backed up to. */
  readonly places: readonly string[];
}

function Holder({ app, deputy, places }: HolderProps): ReactNode {
  const [asks, setAsks] = useState(false);
  const revoke = useMutation(query.keys.revoke.mutationOptions({ onSuccess: () => setAsks(false) }));
  const { name, recipient, addedAt, revokedAt } = deputy;
  return (
    <li className={classes.holder} data-out={revokedAt !== undefined}>
      {revokedAt === undefined ? <IconKey size="1.125rem" stroke={1.75} aria-hidden /> : <IconUserOff size="1.125rem" stroke={1.75} aria-hidden />}
      <div>
        <strong>
          <PlainText value={name} longest={60} />
        </strong>
        <p className={classes.text}>
          {withNodes(t(revokedAt === undefined ? 'settings.holders.since' : 'settings.holders.until', { when: node('when') }), { when: <When at={revokedAt ?? addedAt} /> })} <Opens deputy={deputy} places={places} />
        </p>
        <code className={classes.key}>{recipient}</code>
        {revoke.error === null ? null : <ProblemPanel problem={toProblem(revoke.error)} />}
      </div>
      {revokedAt === undefined ? (
        <Button variant="subtle" size="compact-sm" color="alarm" onClick={() => setAsks(true)} aria-label={`${t('settings.holders.revoke')}: ${name}`}>
          {t('settings.holders.revoke')}
        </Button>
      ) : null}
      <ConfirmDialog opened={asks} title={t('settings.holders.revoke.title', { name })} confirm={t('settings.holders.revoke')} danger loading={revoke.isPending} onConfirm={() => revoke.mutate({ app, deputy: recipient })} onClose={() => setAsks(false)}>
        <p>{t('settings.holders.revoke.text')}</p>
        <p>{t('settings.holders.revoke.place')}</p>
      </ConfirmDialog>
    </li>
  );
}

/** What their key opens, as far as is known from when the backups were last written anew. */
function Opens({ deputy: { revokedAt, rewrittenIn }, places }: Pick<HolderProps, 'deputy' | 'places'>): ReactNode {
  const whole = places.filter((place) => rewrittenIn.includes(place));
  const others = places.filter((place) => !rewrittenIn.includes(place));
  if (revokedAt !== undefined) {
    if (whole.length === 0) return t('settings.holders.shut.old');
    return <>{withNodes(t('settings.holders.shut.rewritten', { places: node('places') }), { places: <PlainText value={whole.join(', ')} longest={200} /> })}</>;
  }
  if (whole.length === 0) return t('settings.holders.opens.new');
  return (
    <>
      {withNodes(t('settings.holders.opens.everything', { places: node('places') }), { places: <PlainText value={whole.join(', ')} longest={200} /> })}{' '}
      {others.length === 0 ? null : withNodes(t('settings.holders.opens.elsewhere', { places: node('places') }), { places: <PlainText value={others.join(', ')} longest={200} /> })}
    </>
  );
}
