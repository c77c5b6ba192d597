import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../../strings/translate.ts';
import type { GoldenTable } from '../types.ts';

const list = { allowDeselect: false, searchable: true, maxDropdownHeight: 280, limit: 300 } as const;

interface TableSelectProps {
  readonly label: string;
  readonly tables: readonly GoldenTable[];
  readonly value: string;
  readonly onChange: (table: string) => void;
}

export function TableSelect({ label, tables, value, onChange }: TableSelectProps): ReactNode {
  return <Select {...list} label={label} data={tables.map(({ name }) => name)} value={value === '' ? null : value} onChange={(name) => onChange(name ?? '')} nothingFoundMessage={t('compare.no-such')} />;
}

interface FieldSelectProps {
  readonly label: string;
  readonly table: GoldenTable | undefined;
  readonly value: string;
  readonly onChange: (field: string) => void;
}

export function FieldSelect({ label, table, value, onChange }: FieldSelectProps): ReactNode {
  return <Select {...list} label={label} data={[...(table?.fields ?? [])]} value={value === '' ? null : value} disabled={table === undefined} onChange={(field) => onChange(field ?? '')} nothingFoundMessage={t('compare.no-such')} />;
}
