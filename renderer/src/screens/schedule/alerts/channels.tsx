import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBellPlus, IconBroadcast } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { t } from '../../../strings/translate.ts';
import { AddChannel } from './add-channel.tsx';
import classes from './alerts.module.css';
import { ChannelCard } from './channel-card.tsx';

/** Through which somebody hears of alerts, beside this computer. */
export function Channels(): ReactNode {
  const { data, error } = useQuery(query.alerts.channels.list.queryOptions());
  const apps = useQuery(query.apps.list.queryOptions());
  const [adding, { open, close }] = useDisclosure(false);
  const channels = data?.channels ?? [];
  return (
    <div id="channels">
      <Card title={t('channels.title')} aside={t('channels.aside')}>
        {data === undefined && error === null ? <SkeletonLines lines={2} /> : null}
        {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
        {data?.channels.length === 0 ? (
          <EmptyState icon={IconBroadcast} title={t('channels.none')}>
            {t('channels.none.text')}
          </EmptyState>
        ) : null}
        {channels.length === 0 ? null : (
          <ul className={classes.channels}>
            {channels.map((channel) => (
              <ChannelCard key={channel.id} channel={channel} apps={(apps.data?.apps ?? []).map(({ name }) => name)} />
            ))}
          </ul>
        )}
        <Button variant="default" mt="md" leftSection={<IconBellPlus size="1.125rem" stroke={1.75} />} disabled={data === undefined} onClick={open}>
          {t('channels.add')}
        </Button>
        {adding ? <AddChannel taken={channels.map(({ name }) => name)} onClose={close} /> : null}
      </Card>
    </div>
  );
}
