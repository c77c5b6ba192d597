import { Button, Tooltip } from '@mantine/core';
import { IconPin, IconPinnedFilled } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import type { Backup } from './axis.ts';
import classes from './backup-runs.module.css';

/** Keeps a backup for good, or no longer. */
export function PinButton({ app, backup }: { readonly app: string; readonly backup: Backup }): ReactNode {
  const pin = useMutation(query.backups.pin.mutationOptions());
  // What was asked for shows until the list tells what is.
  const pinned = pin.isPending ? pin.variables.pinned : backup.pinned;
  const away = pin.data?.places.filter(({ error }) => error !== undefined) ?? [];
  const Sign = pinned ? IconPinnedFilled : IconPin;
  return (
    <>
      <Tooltip label={t(pinned ? 'pin.unset.hint' : 'pin.hint')}>
        <Button variant={pinned ? 'light' : 'default'} aria-pressed={pinned} loading={pin.isPending} leftSection={<Sign size="1.0625rem" stroke={1.75} />} onClick={() => pin.mutate({ app, backup: backup.id, pinned: !backup.pinned })}>
          {t(pinned ? 'pin.unset' : 'pin.set')}
        </Button>
      </Tooltip>
      {pin.error === null ? null : (
        <div className={classes.outcome}>
          <ProblemPanel problem={toProblem(pin.error)} />
        </div>
      )}
      {away.length === 0 ? null : (
        <p className={classes.plain} role="status">
          {t('pin.partly', { places: away.map(({ name }) => name).join(', ') })}
        </p>
      )}
    </>
  );
}
