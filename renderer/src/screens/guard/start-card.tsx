import { Button, Checkbox, Radio, Select, TextInput } from '@mantine/core';
import { IconShieldSearch } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { LinkWords } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import classes from './guard.module.css';
import { minuteChoices } from './minutes.ts';

const kinds = ['unknown', 'additive', 'rename', 'type', 'destructive'] as const;

/** What is about to be done, and for how long it is watched. */
export function StartCard({ app }: { readonly app: string }): ReactNode {
  const [kind, setKind] = useState<(typeof kinds)[number]>('unknown');
  const [label, setLabel] = useState('');
  const [minutes, setMinutes] = useState(60);
  const [backupAfter, setBackupAfter] = useState(false);
  const start = useMutation(query.guard.start.mutationOptions());
  return (
    <Card title={t('guard.start.title')}>
      <form
        className={classes.start}
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate({ app, minutes, backupAfter, ...(kind === 'unknown' ? {} : { change: kind }), ...(label.trim() === '' ? {} : { label: label.trim() }) });
        }}
      >
        <p className={classes.lead}>{t('guard.start.lead')}</p>
        <Radio.Group label={t('guard.start.kind')} value={kind} onChange={(value) => setKind(kinds.find((each) => each === value) ?? 'unknown')}>
          <div className={classes.kinds}>
            {kinds.map((each) => (
              <div key={each}>
                <Radio size="md" value={each} label={t(`guard.kind.${each}`)} description={t(`guard.kind.${each}.why`)} />
                {kind !== each || each === 'unknown' ? null : (
                  <LinkWords className={classes.checklist} to="/app/$app/guard" params={{ app }} search={{ tab: 'playbooks', kind: each }}>
                    {t('guard.start.checklist')}
                  </LinkWords>
                )}
              </div>
            ))}
          </div>
        </Radio.Group>
        <div className={classes.fields}>
          <TextInput className={classes.word} label={t('guard.start.label')} placeholder={t('guard.start.placeholder')} maxLength={200} value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
          <Select label={t('guard.start.minutes')} data={minuteChoices(minutes)} value={String(minutes)} onChange={(value) => setMinutes(Number(value ?? 60))} allowDeselect={false} />
        </div>
        <Checkbox label={t('guard.start.after')} checked={backupAfter} onChange={(event) => setBackupAfter(event.currentTarget.checked)} />
        {start.error === null ? null : <ProblemPanel problem={toProblem(start.error)} />}
        <div>
          <Button type="submit" leftSection={<IconShieldSearch size="1.125rem" stroke={1.75} aria-hidden />} loading={start.isPending}>
            {t('guard.start.do')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
