import { Button, NativeSelect } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { t } from '../../strings/translate.ts';
import classes from './proof.module.css';
import type { Drill } from './use-drill.ts';

/** From which place, and the button that begins it. */
export function RunDrill({ places, drill }: { readonly places: readonly string[]; readonly drill: Drill }): ReactNode {
  const [chosen, setChosen] = useState('');
  const isBusy = drill.starting || drill.run?.state === 'running';
  // One that was chosen may be gone since.
  const place = places.find((name) => name === chosen);
  return (
    <div className={classes.run}>
      {places.length < 2 ? null : (
        <NativeSelect
          aria-label={t('proof.run.place')}
          value={place ?? ''}
          onChange={({ currentTarget: { value } }) => setChosen(value)}
          disabled={isBusy}
          data={[{ value: '', label: t('proof.run.place.next') }, ...places.map((name) => ({ value: name, label: name }))]}
        />
      )}
      <Button leftSection={<IconPlayerPlay size="1.125rem" stroke={1.75} aria-hidden />} loading={drill.starting} disabled={isBusy || places.length === 0} onClick={() => drill.start(place)}>
        {t('proof.run')}
      </Button>
    </div>
  );
}
