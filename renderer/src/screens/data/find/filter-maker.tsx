import { Button, Popover, Select, TextInput, Tooltip } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import type { Field } from '../grid/columns.ts';
import { type Filter, type FilterOp, filterOps, needsValue } from '../model/address.ts';
import classes from './find.module.css';

const inside = { withinPortal: false, transitionProps: { duration: 0 } };

/** Field, condition, value: made one at a time, all of them hold. */
export function FilterMaker({ fields, isReady, onAdd }: { readonly fields: readonly Field[]; readonly isReady: boolean; readonly onAdd: (filter: Filter) => void }): ReactNode {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" trapFocus returnFocus shadow="md" transitionProps={{ duration: 100 }}>
      <Popover.Target>
        <Tooltip label={t('data.grid.sort-off')} disabled={isReady}>
          <Button variant="default" size="sm" {...(isReady ? {} : { 'data-disabled': true })} aria-disabled={!isReady} leftSection={<IconFilter size="1rem" stroke={1.75} />} onClick={() => isReady && setOpened(!opened)}>
            {t('data.filter')}
          </Button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('data.filter.add')}>
        <FilterForm
          fields={fields}
          onAdd={(filter) => {
            setOpened(false);
            onAdd(filter);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterForm({ fields, onAdd }: { readonly fields: readonly Field[]; readonly onAdd: (filter: Filter) => void }): ReactNode {
  const [field, setField] = useState<string | null>(null);
  const [op, setOp] = useState<FilterOp>('contains');
  const [value, setValue] = useState('');
  const isWhole = field !== null && (!needsValue(op) || value !== '');
  function add(event: SubmitEvent): void {
    event.preventDefault();
    if (field !== null && isWhole) onAdd({ field, op, ...(needsValue(op) ? { value } : {}) });
  }
  return (
    <form className={classes.form} onSubmit={add}>
      <Select data-autofocus openOnFocus={false} size="sm" label={t('data.filter.field')} searchable={fields.length > 8} data={fields.map(({ name }) => ({ value: name, label: visible(name, 80) }))} value={field} onChange={setField} comboboxProps={inside} />
      <Select size="sm" label={t('data.filter.op')} data={filterOps.map((name) => ({ value: name, label: t(`data.filter.op.${name}`) }))} value={op} allowDeselect={false} onChange={(next) => setOp(filterOps.find((known) => known === next) ?? 'contains')} comboboxProps={inside} />
      {needsValue(op) ? <TextInput size="sm" label={t('data.filter.value')} maxLength={10_000} value={value} onChange={(event) => setValue(event.currentTarget.value)} /> : null}
      <Button type="submit" size="sm" disabled={!isWhole}>
        {t('data.filter.apply')}
      </Button>
    </form>
  );
}
