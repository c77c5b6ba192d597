import { Radio, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { parseJson } from '../../../../../shared/model/record.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { t } from '../../../strings/translate.ts';
import type { GoldenTable } from '../types.ts';
import type { Draft } from './draft.ts';
import classes from './golden.module.css';
import { FieldSelect } from './pickers.tsx';

interface RecordPickerProps {
  readonly app: string;
  readonly table: GoldenTable;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const shownRecords = 6;

/** Finds the record that must be there by words in it, and says what it is known by: its id, or the value of a field. */
export function RecordPicker({ app, table, draft, change }: RecordPickerProps): ReactNode {
  const [words, setWords] = useState('');
  const [typed] = useDebouncedValue(words.trim(), 250);
  // A single character begins too many words to be looked for.
  const looked = typed.length < 2 ? '' : typed;
  const found = useQuery(query.data.page.queryOptions({ input: { app, backup: 'latest', table: table.name, offset: 0, limit: shownRecords, words: looked }, enabled: looked !== '' }));
  const rows = looked === '' ? undefined : found.data?.rows;
  return (
    <>
      <TextInput type="search" label={t('golden.form.find')} description={t('golden.form.find.why')} leftSection={<IconSearch size="1rem" stroke={1.75} aria-hidden />} value={words} maxLength={500} onChange={({ currentTarget: { value } }) => setWords(value)} />
      {found.error === null || looked === '' ? null : <ProblemPanel problem={toProblem(found.error)} tone="attention" />}
      {rows === undefined ? null : rows.length === 0 ? (
        <p className={classes.small} role="status">
          {t('golden.form.found.none', { table: table.name })}
        </p>
      ) : (
        <Radio.Group label={t('golden.form.found')} value={draft.by === 'id' ? draft.recordId : ''} onChange={(id) => change({ by: 'id', recordId: id })}>
          <div className={classes.found}>
            {rows.map(({ id, json }) => (
              <Radio key={id} size="md" value={id} label={<PlainText value={headline(json)} longest={120} />} description={<PlainText value={id} longest={60} />} />
            ))}
          </div>
        </Radio.Group>
      )}
      <div className={classes.fields}>
        <Radio.Group label={t('golden.form.by')} value={draft.by} onChange={(by) => change({ by: by === 'field' ? 'field' : 'id' })}>
          <div className={classes.inline}>
            <Radio size="md" value="id" label={t('golden.form.by.id')} />
            <Radio size="md" value="field" label={t('golden.form.by.field')} />
          </div>
        </Radio.Group>
        {draft.by === 'id' ? (
          <TextInput label={t('golden.form.id')} value={draft.recordId} maxLength={1000} onChange={({ currentTarget: { value } }) => change({ recordId: value })} />
        ) : (
          <>
            <FieldSelect label={t('golden.form.field')} table={table} value={draft.field} onChange={(field) => change({ field })} />
            <TextInput label={t('golden.form.value')} value={draft.value} maxLength={1000} onChange={({ currentTarget: { value } }) => change({ value })} />
          </>
        )}
      </div>
    </>
  );
}

/** The first texts in a record that a person may know it by. */
function headline(json: string): string {
  let record: unknown;
  try {
    record = parseJson(json);
  } catch {
    return '';
  }
  if (typeof record !== 'object' || record === null) return '';
  const texts = Object.entries(record).flatMap(([field, value]: [string, unknown]) => (typeof value === 'string' && value !== '' && value.length < 80 && !/(?:^|_)id$|date|^created|^updated|^http/i.test(field) && !value.startsWith('http') ? [value] : []));
  return texts.slice(0, 3).join(' · ');
}
