import { Button, Checkbox, Modal, NativeSelect, Radio, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PlainError } from '../../../../../shared/model/errors.ts';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { t } from '../../../strings/translate.ts';
import type { GoldenCheck, GoldenTable } from '../types.ts';
import { checkFrom, type Draft, kinds } from './draft.ts';
import classes from './golden.module.css';
import { FieldSelect, TableSelect } from './pickers.tsx';
import { RecordPicker } from './record-picker.tsx';
import { useTry } from './try-check.tsx';

interface GoldenFormProps {
  readonly app: string;
  readonly tables: readonly GoldenTable[];
  readonly draft: Draft;
  readonly isNew: boolean;
  readonly saving: boolean;
  readonly problem: PlainError | undefined;
  readonly onChange: (draft: Draft) => void;
  readonly onClose: () => void;
  readonly onSave: (check: GoldenCheck) => void;
}

/** Writes a check as a sentence: what must be true, of which table, and how. */
export function GoldenForm({ app, tables, draft, isNew, saving, problem, onChange, onClose, onSave }: GoldenFormProps): ReactNode {
  const change = (part: Partial<Draft>): void => onChange({ ...draft, ...part });
  const check = checkFrom(draft);
  const attempt = useTry(app, check);
  const sentence = check === undefined ? '' : check.name;
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t(isNew ? 'golden.form.add' : 'golden.form.change')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (check !== undefined && !saving) onSave(check);
        }}
      >
        <Radio.Group label={t('golden.form.what')} value={draft.kind} onChange={(value) => change({ kind: kinds.find((kind) => kind === value) ?? 'count', field: '', onlyWhere: false })}>
          <div className={classes.kinds}>
            {kinds.map((kind) => (
              <Radio key={kind} size="md" value={kind} label={t(`golden.kind.${kind}`)} />
            ))}
          </div>
        </Radio.Group>
        <Parts app={app} tables={tables} draft={draft} change={change} />
        <TextInput label={t('golden.form.name')} value={draft.name ?? sentence} maxLength={120} onChange={({ currentTarget: { value } }) => change({ name: value })} />
        {attempt.answer}
        {problem === undefined ? null : <ProblemPanel problem={problem} />}
        <div className={classes.submit}>
          {attempt.button}
          <Button type="submit" loading={saving} disabled={check === undefined}>
            {t('golden.form.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface PartsProps {
  readonly app: string;
  readonly tables: readonly GoldenTable[];
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

function Parts({ app, tables, draft, change }: PartsProps): ReactNode {
  const table = tables.find(({ name }) => name === draft.table);
  const tableSelect = <TableSelect label={t('golden.form.table')} tables={tables} value={draft.table} onChange={(name) => change({ table: name, field: '', recordId: '' })} />;
  const fieldSelect = <FieldSelect label={t('golden.form.field')} table={table} value={draft.field} onChange={(field) => change({ field })} />;
  switch (draft.kind) {
    case 'count':
      return (
        <>
          <div className={classes.fields}>
            {tableSelect}
            <TextInput label={t('golden.form.least')} inputMode="numeric" className={classes.number ?? ''} value={draft.least} onChange={({ currentTarget: { value } }) => change({ least: value })} />
            <TextInput label={t('golden.form.most')} inputMode="numeric" className={classes.number ?? ''} placeholder={t('golden.form.optional')} value={draft.most} onChange={({ currentTarget: { value } }) => change({ most: value })} />
          </div>
          {table === undefined ? null : <p className={classes.small}>{t('golden.form.records-now', { count: table.records })}</p>}
          <Checkbox label={t('golden.form.only-where')} checked={draft.onlyWhere} onChange={({ currentTarget: { checked } }) => change({ onlyWhere: checked })} />
          {draft.onlyWhere ? (
            <div className={classes.fields}>
              {fieldSelect}
              <TextInput label={t('golden.form.value')} value={draft.value} maxLength={1000} onChange={({ currentTarget: { value } }) => change({ value })} />
            </div>
          ) : null}
        </>
      );
    case 'record':
      return (
        <>
          <div className={classes.fields}>{tableSelect}</div>
          {table === undefined ? null : <RecordPicker key={table.name} app={app} table={table} draft={draft} change={change} />}
        </>
      );
    case 'reference':
      return (
        <div className={classes.fields}>
          {tableSelect}
          {fieldSelect}
          <TableSelect label={t('golden.form.target')} tables={tables} value={draft.target} onChange={(target) => change({ target })} />
        </div>
      );
    case 'filled':
      return (
        <div className={classes.fields}>
          {tableSelect}
          {fieldSelect}
        </div>
      );
    case 'sql':
      return (
        <>
          <Textarea label={t('golden.form.sql')} description={t('golden.form.sql.why')} autosize minRows={4} maxRows={14} maxLength={10_000} spellCheck={false} classNames={{ input: classes.sql ?? '' }} value={draft.sql} onChange={({ currentTarget: { value } }) => change({ sql: value })} />
          <div className={classes.fields}>
            <NativeSelect
              label={t('golden.form.expect')}
              value={draft.expects}
              data={(['no-rows', 'value'] as const).map((value) => ({ value, label: t(`golden.form.expect.${value}`) }))}
              onChange={({ currentTarget: { value } }) => change({ expects: value === 'value' ? 'value' : 'no-rows' })}
            />
            {draft.expects === 'value' ? <TextInput label={t('golden.form.value')} value={draft.value} maxLength={1000} onChange={({ currentTarget: { value } }) => change({ value })} /> : null}
          </div>
        </>
      );
    default:
      return draft.kind satisfies never;
  }
}
