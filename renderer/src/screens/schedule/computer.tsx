import { Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { Saved } from './choices.tsx';
import type { ScheduleState } from './next.tsx';
import classes from './schedule.module.css';

/** Whether backups begin by themselves on battery and on a metered connection; what this computer does not tell is said. */
export function Computer({ computer }: { readonly computer: ScheduleState['computer'] }): ReactNode {
  const set = useMutation(query.schedule.setComputer.mutationOptions({ onSuccess: () => void queryClient.invalidateQueries({ queryKey: query.schedule.get.key() }) }));
  const asked = set.isPending ? set.variables : {};
  return (
    <Card title={t('schedule.computer.title')} aside={<Saved when={set.isSuccess} />}>
      <div className={classes.choices}>
        <Switch
          label={t('schedule.computer.battery')}
          description={t(computer.onBattery === null ? 'schedule.computer.battery.unknown' : computer.onBattery ? 'schedule.computer.battery.on' : 'schedule.computer.battery.off')}
          checked={asked.alsoOnBattery ?? computer.alsoOnBattery}
          onChange={({ currentTarget: { checked } }) => set.mutate({ alsoOnBattery: checked })}
        />
        <Switch
          label={t('schedule.computer.metered')}
          description={t(computer.metered === null ? 'schedule.computer.metered.unknown' : computer.metered ? 'schedule.computer.metered.on' : 'schedule.computer.metered.off')}
          checked={asked.alsoOnMetered ?? computer.alsoOnMetered}
          onChange={({ currentTarget: { checked } }) => set.mutate({ alsoOnMetered: checked })}
        />
      </div>
      <p className={classes.small}>{t('schedule.computer.awake')}</p>
      {set.error === null ? null : <ProblemPanel problem={toProblem(set.error)} />}
    </Card>
  );
}
