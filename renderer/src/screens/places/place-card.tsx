import { ActionIcon, Button, Group, Menu, Skeleton, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconDots, IconHistory, IconKey, IconLock, IconPlugConnectedX, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { CopyableText } from '../../components/copyable-text.tsx';
import { Bytes } from '../../components/figures.tsx';
import { ReconnectBucket } from '../../components/add-bucket/reconnect-bucket.tsx';
import { ReconnectGoogleDrive } from '../../components/google-drive/reconnect-google-drive.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { type Condition, conditionOf, type PlaceState } from './condition.ts';
import { kindLooks, type PlaceKind } from './kinds.ts';
import classes from './place-card.module.css';
import { PlaceCheck } from './place-check.tsx';
import { PlaceTest } from './place-test.tsx';

interface PlaceCardProps {
  readonly place: Answers['places']['list']['places'][number];
  readonly state: PlaceState | undefined;
  /** Looking there failed as a whole. */
  readonly problem: PlainError | undefined;
  readonly looking: boolean;
  readonly isOnly: boolean;
  readonly onLook: () => void;
}

/** One place: what state it is in, what it holds of each app, and what can be done with it. */
export function PlaceCard({ place, state, problem, looking, isOnly, onLook }: PlaceCardProps): ReactNode {
  const { icon: Sign, word } = kindLooks[place.kind];
  const condition = conditionOf(state, problem !== undefined);
  const trouble = problem ?? state?.problem;
  const freeSpace = state?.freeSpace ?? null;
  const [reconnecting, reconnect] = useDisclosure(false);
  const signsIn = condition === 'gone' && place.kind === 'google-drive' && state?.remedy === 'sign-in';
  const needsKey = condition === 'gone' && place.kind === 's3' && trouble !== undefined && keyHelps.has(trouble.code);
  return (
    <section className={classes.card} aria-label={visible(place.name, 60)}>
      <div className={classes.head}>
        <span className={classes.sign} data-gone={condition === 'gone'}>
          <Sign size="1.5rem" stroke={1.5} aria-label={t(word)} />
        </span>
        <div className={classes.names}>
          <h2 className={classes.name}>
            <PlainText value={place.name} longest={60} /> <ConditionBadge condition={condition} />
          </h2>
          <div className={classes.path}>
            <CopyableText value={place.path} />
            {place.account === undefined ? null : <div>{withNodes(t('drive.account', { account: node('account') }), { account: <PlainText value={place.account} longest={100} /> })}</div>}
          </div>
        </div>
        <div className={classes.aside}>
          <div className={classes.space}>
            {freeSpace === null ? null : withNodes(t('places.free', { size: node('size') }), { size: <Bytes value={freeSpace} /> })}
            <div>{withNodes(t('places.added', { when: node('when') }), { when: <When at={place.addedAt} /> })}</div>
          </div>
          <More place={place.name} isOnly={isOnly} kind={place.kind} onReconnect={reconnect.open} />
        </div>
      </div>
      {condition === 'looking' ? (
        <div className={classes.body} role="status" aria-label={t('common.loading')}>
          <Skeleton height={64} />
        </div>
      ) : null}
      {condition === 'gone' ? (
        <div className={classes.gone} role="status">
          <div className={classes.goneWords}>
            <div className={classes.goneWhat}>{trouble === undefined ? t('places.state.gone') : visible(trouble.message)}</div>
            <div>
              {trouble === undefined ? null : `${visible(trouble.nextStep)} `}
              {state === undefined ? null : t('places.gone.calm')}
            </div>
          </div>
          <Group gap="sm">
            {signsIn ? <Button onClick={reconnect.open}>{t('places.gone.sign-in')}</Button> : null}
            {needsKey ? <Button onClick={reconnect.open}>{t('bucket.again.open')}</Button> : null}
            <Button variant="default" leftSection={<IconRefresh size="1rem" stroke={1.75} />} loading={looking} onClick={onLook}>
              {t('places.gone.look')}
            </Button>
          </Group>
        </div>
      ) : null}
      {state !== undefined && state.holds.length > 0 ? <Holds holds={state.holds} /> : null}
      {state?.protection === undefined ? null : <Protection protection={state.protection} />}
      {condition === 'empty' ? <p className={classes.note}>{t('places.empty.text')}</p> : null}
      {condition === 'behind' ? <p className={classes.note}>{t('places.behind.text')}</p> : null}
      {condition === 'gone' || condition === 'looking' ? null : (
        <div className={classes.foot}>
          <PlaceTest place={place.name} />
          {(state?.holds ?? [])
            .filter(({ backups }) => backups > 0)
            .map(({ app }, _, all) => (
              <PlaceCheck key={app} app={app} place={place.name} label={all.length === 1 ? t('places.check') : t('places.check.of', { app })} />
            ))}
        </div>
      )}
      {reconnecting && place.kind === 's3' ? <ReconnectBucket place={place.name} accessKeyId={place.accessKeyId ?? ''} onClose={reconnect.close} /> : null}
      {reconnecting && place.kind === 'google-drive' ? <ReconnectGoogleDrive place={place.name} account={place.account} onClose={reconnect.close} /> : null}
    </section>
  );
}

/** What a bucket answers where another key is what it takes. */
const keyHelps: ReadonlySet<PlainError['code']> = new Set(['auth-expired', 'auth-revoked', 'permission-denied']);

const badges = {
  looking: { icon: IconCircleDashed, tone: 'quiet' },
  gone: { icon: IconPlugConnectedX, tone: 'attention' },
  empty: { icon: IconCircleDashed, tone: 'quiet' },
  unverified: { icon: IconCircleDashed, tone: 'attention' },
  behind: { icon: IconAlertTriangle, tone: 'attention' },
  current: { icon: IconCircleCheck, tone: 'safe' },
} as const satisfies Record<Condition, { readonly icon: unknown; readonly tone: string }>;

function ConditionBadge({ condition }: { readonly condition: Condition }): ReactNode {
  const { icon: Sign, tone } = badges[condition];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Sign size="1em" stroke={2} aria-hidden />
      {t(`places.state.${condition}`)}
    </span>
  );
}

function Protection({ protection: { lock } }: { readonly protection: NonNullable<PlaceState['protection']> }): ReactNode {
  return (
    <p className={classes.protection}>
      {lock === undefined ? <IconHistory size="1.125rem" stroke={1.75} aria-hidden /> : <IconLock size="1.125rem" stroke={1.75} aria-hidden />}
      <span>{lock === undefined ? t('places.protected.versions') : t(lock.byNobody ? 'places.protected.by-nobody' : 'places.protected.by-few', { count: lock.days })}</span>
    </p>
  );
}

function Holds({ holds }: { readonly holds: PlaceState['holds'] }): ReactNode {
  return (
    <div className={classes.table}>
      <Table horizontalSpacing="md" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.app}>{t('places.holds.app')}</Table.Th>
            <Table.Th ta="end">{t('places.holds.backups')}</Table.Th>
            <Table.Th>{t('places.holds.newest')}</Table.Th>
            <Table.Th>{t('places.holds.read-back')}</Table.Th>
            <Table.Th ta="end">{t('places.holds.size')}</Table.Th>
            <Table.Th>{t('places.holds.behind')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {holds.map(({ app, backups, newestVerified, lastReadBack, storedBytes, behindBy }) => (
            <Table.Tr key={app}>
              <Table.Td className={classes.app}>
                <PlainText value={app} longest={60} />
              </Table.Td>
              <Table.Td ta="end">{backups}</Table.Td>
              <Table.Td>{newestVerified === undefined ? t('places.holds.none') : <When at={newestVerified} />}</Table.Td>
              <Table.Td>{lastReadBack === undefined ? t('places.holds.none') : <When at={lastReadBack} />}</Table.Td>
              <Table.Td ta="end">{storedBytes === null ? t('common.unknown') : <Bytes value={storedBytes} />}</Table.Td>
              <Table.Td className={behindBy > 0 ? classes.lacks : classes.lacksNothing}>{behindBy > 0 ? t('places.holds.behind-by', { count: behindBy }) : t('places.holds.up-to-date')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface MoreProps {
  readonly place: string;
  readonly kind: PlaceKind;
  readonly isOnly: boolean;
  readonly onReconnect: () => void;
}

function More({ place, kind, isOnly, onReconnect }: MoreProps): ReactNode {
  const [asking, { open, close }] = useDisclosure(false);
  const remove = useMutation(query.places.remove.mutationOptions({ onSuccess: close }));
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" size="lg" aria-label={t('places.more', { place })}>
            <IconDots size="1.125rem" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {kind === 'local' ? null : (
            <Menu.Item leftSection={<IconKey size="1rem" stroke={1.75} />} onClick={onReconnect}>
              {t(kind === 's3' ? 'bucket.again' : 'drive.again')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconTrash size="1rem" stroke={1.75} />} onClick={open}>
            {t('places.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog opened={asking} title={t('places.remove.title')} confirm={t('places.remove.do')} danger loading={remove.isPending} onConfirm={() => remove.mutate({ place })} onClose={close}>
        <p className={classes.confirm}>{withNodes(t('places.remove.what', { place: node('place') }), { place: <strong><PlainText value={place} longest={60} /></strong> })}</p>
        {isOnly ? <p className={classes.confirm}>{t('places.remove.last')}</p> : null}
        {remove.error === null ? null : <ProblemPanel problem={toProblem(remove.error)} />}
      </ConfirmDialog>
    </>
  );
}
