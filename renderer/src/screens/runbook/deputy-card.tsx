import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconFileText, IconFileTypePdf, IconUserPlus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { saveFile } from '../../components/save-file.ts';
import { useNow, When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { t } from '../../strings/translate.ts';
import type { RunbookAnswer } from './draft.ts';
import classes from './runbook.module.css';

type KeyHolder = RunbookAnswer['deputies'][number];

/** The deputies with a key of their own: their copy of the page, and the proof that their key works. */
export function DeputyCard({ app, deputies }: { readonly app: string; readonly deputies: readonly KeyHolder[] }): ReactNode {
  const [code, setCode] = useState('');
  const prove = useMutation(query.runbook.proveDeputy.mutationOptions({ onSuccess: () => setCode('') }));
  return (
    <Card title={t('runbook.deputy')}>
      <p className={classes.lead}>{t(deputies.length === 0 ? 'runbook.deputy.none' : 'runbook.deputy.lead')}</p>
      {deputies.length === 0 ? (
        <LinkButton variant="default" to="/settings" leftSection={<IconUserPlus size="1.0625rem" stroke={1.75} aria-hidden />}>
          {t('runbook.deputy.let-in')}
        </LinkButton>
      ) : (
        <>
          <ul className={classes.places}>
            {deputies.map((deputy) => (
              <DeputyLine key={deputy.name} app={app} deputy={deputy} />
            ))}
          </ul>
          <form
            className={classes.proving}
            onSubmit={(event) => {
              event.preventDefault();
              if (code.trim() !== '') prove.mutate({ app, code });
            }}
          >
            <TextInput label={t('runbook.deputy.code')} description={t('runbook.deputy.code.hint')} maxLength={200} value={code} onChange={(event) => setCode(event.currentTarget.value)} autoComplete="off" spellCheck={false} />
            <Button type="submit" variant="default" disabled={code.trim() === ''} loading={prove.isPending}>
              {t('runbook.deputy.prove')}
            </Button>
          </form>
          <div role="status">
            {prove.isSuccess && code === '' ? (
              <p className={classes.line} data-tone="safe">
                <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
                <span>{t('runbook.deputy.right')}</span>
              </p>
            ) : null}
          </div>
          {prove.error === null ? null : <ProblemPanel problem={toProblem(prove.error)} />}
        </>
      )}
    </Card>
  );
}

function DeputyLine({ app, deputy: { name, provedAt, proofDueAt } }: { readonly app: string; readonly deputy: KeyHolder }): ReactNode {
  const now = useNow();
  const file = useMutation(query.runbook.file.mutationOptions({ onSuccess: (made) => saveFile(made) }));
  const isDue = proofDueAt !== undefined && Date.parse(proofDueAt) <= now;
  const isProved = provedAt !== undefined && !isDue;
  const Sign = isProved ? IconCircleCheck : IconAlertTriangle;
  const busy = file.isPending ? file.variables.format : undefined;
  return (
    <li className={classes.line} data-tone={isProved ? 'safe' : 'attention'}>
      <Sign size="1.125rem" stroke={1.75} aria-hidden />
      <div className={classes.fields}>
        <span>
          <strong>
            <PlainText value={name} longest={60} />
          </strong>
          {' · '}
          {provedAt === undefined ? t('runbook.deputy.not-proved') : withNodes(t(isDue ? 'runbook.deputy.due' : 'runbook.deputy.proved', { when: node('when') }), { when: <When at={provedAt} /> })}
        </span>
        <div className={classes.row}>
          <Button variant="default" size="compact-md" leftSection={<IconFileTypePdf size="1.0625rem" stroke={1.75} aria-hidden />} loading={busy === 'pdf'} onClick={() => file.mutate({ app, format: 'pdf', copy: 'deputy', deputy: name })}>
            {t('runbook.deputy.pdf', { name })}
          </Button>
          <Button variant="default" size="compact-md" leftSection={<IconFileText size="1.0625rem" stroke={1.75} aria-hidden />} loading={busy === 'md'} onClick={() => file.mutate({ app, format: 'md', copy: 'deputy', deputy: name })}>
            {t('runbook.deputy.md', { name })}
          </Button>
        </div>
        {file.error === null ? null : <ProblemPanel problem={toProblem(file.error)} />}
      </div>
    </li>
  );
}
