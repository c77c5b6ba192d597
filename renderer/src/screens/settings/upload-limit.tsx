import { Button, Group, NumberInput, Switch } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

const bytesPerMbit = 125_000;
/** What most lines can spare. */
const proposed = 10;
const least = 0.1;
const most = 10_000;

interface UploadLimitProps {
  /** Bytes a second; null = none. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

/** How much of the line backups may take, in the unit in which lines are sold. */
export function UploadLimit({ value, onChange }: UploadLimitProps): ReactNode {
  const [on, setOn] = useState(value !== null);
  const saved = value === null ? undefined : Math.round((value / bytesPerMbit) * 1000) / 1000;
  const [typed, setTyped] = useState<number | string>(saved ?? proposed);
  const isUsable = typeof typed === 'number' && typed >= least && typed <= most;
  return (
    <div className={classes.part}>
      <Switch
        checked={on}
        label={t('settings.upload')}
        description={t('settings.upload.hint')}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          setOn(checked);
          if (!checked && value !== null) onChange(null);
        }}
      />
      {on ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isUsable) onChange(Math.round(typed * bytesPerMbit));
          }}
        >
          <Group align="flex-end" gap="sm">
            <NumberInput label={t('settings.upload.most')} description={t('settings.upload.most.hint')} value={typed} min={least} max={most} decimalScale={3} allowNegative={false} clampBehavior="blur" onChange={setTyped} />
            <Button type="submit" variant="default" disabled={!isUsable || typed === saved}>
              {t('settings.upload.save')}
            </Button>
          </Group>
        </form>
      ) : null}
    </div>
  );
}
