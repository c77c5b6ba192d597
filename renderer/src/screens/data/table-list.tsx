import { TextInput, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { PlainText } from '../../components/plain-text.tsx';
import { formatCount } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import type { Table } from './tables.ts';
import classes from './table-list.module.css';

const searchableFrom = 12;

/** The tables of the backup with what each holds; what was not read whole says so. */
export function TableList({ tables, chosen, onChoose }: { readonly tables: readonly Table[]; readonly chosen: string | undefined; readonly onChoose: (table: string) => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLocaleLowerCase();
  const shown = tables.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  return (
    <nav className={classes.side} aria-label={t('data.tables')}>
      <h2 className={classes.title}>{t('data.tables')}</h2>
      {tables.length < searchableFrom ? null : <TextInput className={classes.find} size="xs" leftSection={<IconSearch size="0.875rem" />} placeholder={t('data.tables.find')} aria-label={t('data.tables.find')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />}
      <ul className={classes.list}>
        {shown.map((table) => (
          <li key={table.name}>
            <UnstyledButton className={classes.table} aria-current={table.name === chosen ? 'true' : undefined} onClick={() => onChoose(table.name)} onKeyDown={moveFocus}>
              <span className={classes.name}>
                <PlainText value={table.name} longest={60} />
              </span>
              <span className={classes.count}>{table.status === 'failed' ? '–' : formatCount(table.records)}</span>
              {table.status === 'complete' ? null : (
                <span className={classes.lacking} data-status={table.status}>
                  {table.status === 'failed' ? <IconCircleX size="0.875rem" aria-hidden /> : <IconAlertTriangle size="0.875rem" aria-hidden />}
                  {t(`data.table.${table.status}`)}
                </span>
              )}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const item = event.currentTarget.closest('li');
  const next = event.key === 'ArrowDown' ? item?.nextElementSibling : item?.previousElementSibling;
  const button = next?.querySelector('button');
  if (button === null || button === undefined) return;
  event.preventDefault();
  button.focus();
}
