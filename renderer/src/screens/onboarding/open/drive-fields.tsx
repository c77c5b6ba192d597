import { Button, Collapse, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBrandGoogleDrive, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { query } from '../../../app/data/queries.ts';
import { SecretField } from '../../../components/google-drive/client-fields.tsx';
import type { SignIn } from '../../../components/google-drive/use-sign-in.ts';
import { Waiting } from '../../../components/google-drive/waiting.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import classes from '../step.module.css';
import type { Problem, Where } from './where.ts';

interface DriveFieldsProps {
  readonly where: Where;
  readonly signIn: SignIn;
  readonly problem: Problem | undefined;
  readonly onChange: (typed: Partial<Where>) => void;
}

/** Google Drive: signing in is all it takes, where the kit names no client id of its own. */
export function DriveFields({ where, signIn: { state, begin, stop }, problem, onChange }: DriveFieldsProps): ReactNode {
  const about = useQuery(query.places.google.about.queryOptions());
  const [own, { toggle }] = useDisclosure(where.clientId !== '');
  const hasClient = about.data?.hasClient === true;
  const client = where.clientId.trim() === '' ? {} : { clientId: where.clientId.trim(), clientSecret: where.clientSecret.trim() };
  // Nothing of how one is made: a new one would be shown no backups.
  const fields = (
    <div className={classes.fields}>
      <TextInput label={t('drive.client.id')} description={t('open.drive.client.hint')} value={where.clientId} maxLength={300} onChange={(event) => onChange({ clientId: event.currentTarget.value })} autoComplete="off" spellCheck={false} />
      <SecretField value={where.clientSecret} onChange={(clientSecret) => onChange({ clientSecret })} />
    </div>
  );
  const shown = problem ?? (state.kind === 'idle' ? state.problem : undefined);
  return (
    <div className={classes.fields}>
      <p className={classes.quiet}>{t('open.drive.hint')}</p>
      {shown === undefined ? null : <ProblemPanel problem={shown} />}
      {state.kind === 'waiting' ? <Waiting address={state.address} onStop={stop} /> : null}
      {state.kind === 'signed-in' ? (
        <div className={classes.row}>
          <span className={classes.proved} role="status">
            <IconCircleCheck size="1.125rem" aria-hidden />
            <span>{state.finished.account === undefined ? t('drive.signed-in.somebody') : withNodes(t('drive.signed-in', { account: node('account') }), { account: <PlainText value={state.finished.account} longest={100} /> })}</span>
          </span>
          <button type="button" className={classes.linkLike} onClick={stop}>
            {t('drive.other-account')}
          </button>
        </div>
      ) : null}
      {state.kind === 'idle' || state.kind === 'beginning' ? (
        <>
          {hasClient ? (
            <div>
              <button type="button" className={classes.linkLike} onClick={toggle} aria-expanded={own}>
                {t('open.drive.client')}
              </button>
              <Collapse expanded={own}>{fields}</Collapse>
            </div>
          ) : null}
          {about.data?.hasClient === false ? fields : null}
          <div>
            <Button variant="default" leftSection={<IconBrandGoogleDrive size="1.125rem" stroke={1.75} aria-hidden />} loading={state.kind === 'beginning'} disabled={about.data === undefined || (!hasClient && where.clientId.trim() === '')} onClick={() => {
                // What was said of an earlier try is over.
                onChange({});
                begin(client);
              }}>
              {t('drive.sign-in')}
            </Button>
          </div>
        </>
      ) : null}
      {where.folder === '' && state.kind !== 'signed-in' ? null : (
        <TextInput label={t('open.drive.folder')} description={t('open.drive.folder.hint')} value={where.folder} maxLength={300} onChange={(event) => onChange({ folder: event.currentTarget.value })} autoComplete="off" spellCheck={false} />
      )}
    </div>
  );
}
