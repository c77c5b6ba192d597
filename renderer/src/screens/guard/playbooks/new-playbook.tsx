import { Autocomplete, Button, Radio, TextInput } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { Card } from '../../../components/card.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { t } from '../../../strings/translate.ts';
import classes from '../guard.module.css';

const kinds = ['additive', 'rename', 'type', 'destructive'] as const;

/** A checklist for a change that somebody is about to make. */
export function NewPlaybook({ app }: { readonly app: string }): ReactNode {
  const { kind: wanted } = useSearch({ from: '/shell/app/$app/guard' });
  const [kind, setKind] = useState<(typeof kinds)[number]>(wanted ?? 'additive');
  const [table, setTable] = useState('');
  const [field, setField] = useState('');
  const [newField, setNewField] = useState('');
  // What tables there are, the newest backup knows.
  const newest = useQuery(query.backups.describe.queryOptions({ input: { app, backup: 'latest' }, retry: false }));
  const start = useMutation(query.guard.startPlaybook.mutationOptions());
  const check = useMutation(query.guard.checkPlaybook.mutationOptions());
  const isPair = kind === 'rename' || kind === 'type';
  const isReady = table.trim() !== '' && (!isPair || (field.trim() !== '' && newField.trim() !== ''));
  return (
    <Card title={t('guard.playbooks.new')}>
      <form
        className={classes.start}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          start.mutate(
            { app, kind, table: table.trim(), ...(field.trim() === '' ? {} : { field: field.trim() }), ...(isPair ? { newField: newField.trim() } : {}) },
            {
              onSuccess: ({ id }) => {
                setField('');
                setNewField('');
                check.mutate({ app, id });
              },
            },
          );
        }}
      >
        <p className={classes.lead}>{t('guard.playbooks.lead')}</p>
        <Radio.Group label={t('guard.start.kind')} value={kind} onChange={(value) => setKind(kinds.find((each) => each === value) ?? 'additive')}>
          <div className={classes.kinds}>
            {kinds.map((each) => (
              <Radio key={each} size="md" value={each} label={t(`guard.kind.${each}`)} description={t(`guard.kind.${each}.why`)} />
            ))}
          </div>
        </Radio.Group>
        <div className={classes.fields}>
          <Autocomplete className={classes.word} label={t('guard.playbooks.table')} data={newest.data?.tables.map(({ name }) => name) ?? []} maxLength={1000} value={table} onChange={setTable} />
          <FieldBox label={t(isPair ? 'guard.playbooks.field.old' : 'guard.playbooks.field.optional')} value={field} onChange={setField} />
          {isPair ? <FieldBox label={t('guard.playbooks.field.new')} value={newField} onChange={setNewField} /> : null}
        </div>
        {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
        <div>
          <Button type="submit" leftSection={<IconListCheck size="1.125rem" stroke={1.75} aria-hidden />} disabled={!isReady} loading={start.isPending}>
            {t('guard.playbooks.begin')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function FieldBox({ label, value, onChange }: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }): ReactNode {
  return <TextInput className={classes.word} label={label} maxLength={1000} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
}
