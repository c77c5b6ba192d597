import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { PlainText } from '../../../components/plain-text.tsx';
import { t } from '../../../strings/translate.ts';
import type { Filter } from '../model/address.ts';
import classes from './find.module.css';

/** The conditions that what is shown meets, each with a way to drop it. */
export function FilterChips({ filters, onRemove }: { readonly filters: readonly Filter[]; readonly onRemove: (filter: Filter) => void }): ReactNode {
  return (
    <ul className={classes.chips} aria-label={t('data.filter')}>
      {filters.map((filter) => (
        <li key={JSON.stringify(filter)} className={classes.chip}>
          <span className={classes.chipText}>
            <b>
              <PlainText value={filter.field} longest={40} />
            </b>{' '}
            {t(`data.filter.op.${filter.op}`)} {filter.value === undefined ? null : <PlainText value={filter.value} longest={60} />}
          </span>
          <CloseButton size="xs" aria-label={t('data.filter.remove', { filter: `${filter.field} ${t(`data.filter.op.${filter.op}`)} ${filter.value ?? ''}` })} onClick={() => onRemove(filter)} />
        </li>
      ))}
    </ul>
  );
}
