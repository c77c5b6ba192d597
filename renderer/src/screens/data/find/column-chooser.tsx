import { Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import { type ColumnChoice, type Field, inOrder } from '../grid/columns.ts';
import classes from './find.module.css';

interface ColumnChooserProps {
  readonly fields: readonly Field[];
  readonly choice: ColumnChoice;
  readonly onChoice: (change: (before: ColumnChoice) => ColumnChoice) => void;
}

const searchableFrom = 12;

/** Which columns are shown; the first, the id, always is. */
export function ColumnChooser({ fields, choice, onChoice }: ColumnChooserProps): ReactNode {
  const [typed, setTyped] = useState('');
  const columns = inOrder(fields).slice(1);
  const hidden = new Set(choice.hidden);
  const hiddenHere = columns.filter(({ name }) => hidden.has(name)).length;
  const shown = columns.filter(({ name }) => name.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase()));
  const hide = (names: readonly string[]): void => onChoice((before) => ({ ...before, hidden: names }));
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md" transitionProps={{ duration: 100 }}>
      <Popover.Target>
        <Button variant="default" size="sm" leftSection={<IconColumns3 size="1rem" stroke={1.75} />} disabled={columns.length === 0}>
          {hiddenHere === 0 ? t('data.columns') : t('data.columns.hidden', { count: hiddenHere })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('data.columns')}>
        <div className={classes.form}>
          {columns.length < searchableFrom ? null : <TextInput size="sm" placeholder={t('data.columns.find')} aria-label={t('data.columns.find')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />}
          <ul className={classes.columnList}>
            {shown.map(({ name }) => (
              <li key={name}>
                <Checkbox size="sm" label={<bdi>{visible(name, 60)}</bdi>} checked={!hidden.has(name)} onChange={(event) => hide(event.currentTarget.checked ? choice.hidden.filter((each) => each !== name) : [...choice.hidden, name])} />
              </li>
            ))}
          </ul>
          <div className={classes.columnFoot}>
            <Button variant="subtle" size="xs" onClick={() => hide([])}>
              {t('data.columns.all')}
            </Button>
            <Button variant="subtle" size="xs" onClick={() => hide(columns.map(({ name }) => name))}>
              {t('data.columns.few')}
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
