import { Button, NumberInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../../strings/translate.ts';
import type { Answers } from '../../app/connection/client.ts';
import classes from './kept.module.css';

type Numbers = Answers['retention']['get']['presets']['standard'];

const fields = ['daily', 'weekly', 'monthly', 'last', 'preChange'] as const satisfies readonly (keyof Numbers)[];

interface KeptNumbersProps {
  readonly numbers: Numbers;
  readonly loading: boolean;
  readonly onSave: (numbers: Numbers) => void;
}

/** How many backups of each sort stay, in numbers of one's own; saved all together. */
export function KeptNumbers({ numbers, loading, onSave }: KeptNumbersProps): ReactNode {
  const [typed, setTyped] = useState(numbers);
  const keepsSome = typed.daily + typed.weekly + typed.monthly + typed.last > 0;
  return (
    <form
      className={classes.numbers}
      onSubmit={(event) => {
        event.preventDefault();
        if (keepsSome && !loading) onSave(typed);
      }}
    >
      {fields.map((field) => (
        <NumberInput
          key={field}
          label={t(`retention.number.${field}`)}
          value={typed[field]}
          min={0}
          max={10_000}
          clampBehavior="strict"
          allowDecimal={false}
          allowNegative={false}
          onChange={(value) => setTyped((before) => ({ ...before, [field]: typeof value === 'number' ? value : 0 }))}
        />
      ))}
      <Button type="submit" variant="default" disabled={!keepsSome} loading={loading}>
        {t('retention.own.save')}
      </Button>
      {keepsSome ? null : (
        <p role="alert" className={classes.small}>
          {t('retention.own.nothing')}
        </p>
      )}
    </form>
  );
}
