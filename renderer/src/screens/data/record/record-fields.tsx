import { TextInput, UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { PlainText } from '../../../components/plain-text.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import type { Tables } from '../tables.ts';
import { type Field, inOrder } from '../grid/columns.ts';
import { type RecordFields, valueOf } from '../model/records.ts';
import { referenceTables } from '../model/references.ts';
import { showValue, wholeText } from '../model/shown-value.ts';
import { hintOf, Value } from '../value.tsx';
import { CopyValue } from './copy-value.tsx';
import { Reference } from './reference.tsx';
import classes from './record.module.css';

interface RecordFieldListProps {
  readonly fields: RecordFields;
  readonly columns: readonly Field[];
  readonly own: { readonly id: string; readonly table: string };
  readonly app: string;
  readonly tables: Tables;
  readonly onOpen: (to: { readonly table: string; readonly id: string }) => void;
}

const fieldsAtOnce = 200;
const searchableFrom = 16;
const longestValue = 20_000;

/** Every field by name with all of its value. */
export function RecordFieldList({ fields, columns, own, app, tables, onOpen }: RecordFieldListProps): ReactNode {
  const [typed, setTyped] = useState('');
  const names = fieldNames(fields, columns);
  const shown = names.filter((name) => name.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase())).slice(0, fieldsAtOnce);
  const tableNames = tables.tables.map(({ name }) => name);
  return (
    <>
      {names.length < searchableFrom ? null : <TextInput size="sm" placeholder={t('data.record.find-field')} aria-label={t('data.record.find-field')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />}
      <dl className={classes.fields}>
        {shown.map((name) => {
          const value = valueOf(fields, name);
          const candidates = referenceTables(name, value, own, tableNames);
          return (
            <div key={name} className={classes.field}>
              <dt>
                <PlainText value={name} longest={80} />
              </dt>
              <dd>
                <FieldValue value={value} type={columns.find((column) => column.name === name)?.type} />
                {candidates.length === 0 ? null : <Reference app={app} backup={tables.backup} id={String(value)} candidates={candidates} onOpen={onOpen} />}
                {value === undefined || value === null || value === '' ? null : <CopyValue value={wholeText(value)} label={t('data.record.copy-value', { field: name })} />}
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

/** A value with room: long text whole when asked, JSON indented, dates with everything about them. */
export function FieldValue({ value, type }: { readonly value: unknown; readonly type: string | undefined }): ReactNode {
  const [whole, setWhole] = useState(false);
  const shown = showValue(value, type, longestValue);
  if (shown.kind === 'date') {
    return (
      <span className={classes.value}>
        <Value shown={shown} /> <span className={classes.small}>{shown.raw.length === 10 ? shown.raw : hintOf(shown)}</span>
      </span>
    );
  }
  if (shown.kind === 'missing') return <span className={classes.small}>{t('data.value.missing.text')}</span>;
  if (shown.kind !== 'text' && shown.kind !== 'json') return <Value shown={shown} />;
  const text = shown.kind === 'json' && shown.text.length < longestValue ? indented(value) : shown.text;
  const short = 600;
  return (
    <span className={shown.kind === 'json' ? classes.code : classes.value}>
      <bdi>{lines(text, whole ? longestValue : short)}</bdi>
      {text.length <= short ? null : (
        <UnstyledButton className={classes.more} onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {t(whole ? 'common.show-less' : 'common.show-all')} · {t('data.value.characters', { count: wholeText(value).length })}
        </UnstyledButton>
      )}
    </span>
  );
}

/** Line breaks stay line breaks here; everything else that cannot be seen is shown as a sign. */
function lines(text: string, longest: number): string {
  return text
    .slice(0, longest)
    .split(/\r?\n/)
    .map((line) => visible(line, longest))
    .join('\n')
    .concat(text.length > longest ? '…' : '');
}

function indented(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2);
  } catch {
    return wholeText(value);
  }
}

function fieldNames(fields: RecordFields, columns: readonly Field[]): readonly string[] {
  const known = inOrder(columns).map(({ name }) => name);
  return [...known, ...Object.keys(fields).filter((name) => !known.includes(name))];
}
