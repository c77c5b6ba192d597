import { Radio } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import classes from './schedule.module.css';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly why?: string;
}

interface ChoicesProps<Value extends string> {
  readonly label: string;
  readonly value: Value | undefined;
  readonly choices: readonly Choice<Value>[];
  readonly onChoose: (value: Value) => void;
  /** Two or three beside each other where there is room. */
  readonly columns?: boolean;
}

/** A few choices, saved as soon as one is made. */
export function Choices<Value extends string>({ label, value, choices, onChoose, columns = false }: ChoicesProps<Value>): ReactNode {
  return (
    <Radio.Group
      label={label}
      value={value ?? ''}
      onChange={(text) => {
        const chosen = choices.find((choice) => choice.value === text);
        if (chosen !== undefined) onChoose(chosen.value);
      }}
    >
      <div className={classes.choices} data-columns={columns}>
        {choices.map((choice) => (
          <Radio key={choice.value} size="md" value={choice.value} label={choice.label} description={choice.why} />
        ))}
      </div>
    </Radio.Group>
  );
}

/** At a card's title, once a choice was saved. */
export function Saved({ when }: { readonly when: boolean }): ReactNode {
  return (
    <span role="status" className={classes.saved}>
      {when ? (
        <>
          <IconCheck size="0.875rem" stroke={2.5} aria-hidden /> {t('schedule.saved')}
        </>
      ) : null}
    </span>
  );
}
