import { Anchor, PasswordInput, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { PicturedSteps } from '../pictured-steps.tsx';
import { ApiPicture, ClientPicture, ConsentPicture, ProjectPicture, PublishPicture } from './client-pictures.tsx';
import classes from './google-drive.module.css';

const guide = [
  { step: 'project', picture: ProjectPicture },
  { step: 'api', picture: ApiPicture },
  { step: 'consent', picture: ConsentPicture },
  { step: 'publish', picture: PublishPicture },
  { step: 'create', picture: ClientPicture },
] as const;

interface ClientFieldsProps {
  readonly id: string;
  readonly secret: string;
  readonly onId: (id: string) => void;
  readonly onSecret: (secret: string) => void;
}

/** A person's own OAuth client: how it is made at Google, and what to copy from there. */
export function ClientFields({ id, secret, onId, onSecret }: ClientFieldsProps): ReactNode {
  return (
    <Stack gap="md">
      <div className={classes.guide}>
        <h3 className={classes.title}>{t('drive.client.steps')}</h3>
        <p className={classes.console}>
          <Anchor href="https://console.cloud.google.com/" target="_blank" rel="noopener noreferrer" fz="sm" fw={600}>
            {t('drive.client.console')}
          </Anchor>
        </p>
        <PicturedSteps steps={guide.map(({ step, picture }) => ({ text: t(`drive.client.${step}`), picture }))} />
      </div>
      <TextInput label={t('drive.client.id')} description={t('drive.client.id.hint')} value={id} maxLength={300} spellCheck={false} autoComplete="off" onChange={(event) => onId(event.currentTarget.value)} />
      <SecretField value={secret} onChange={onSecret} />
    </Stack>
  );
}

export function SecretField({ value, onChange }: { readonly value: string; readonly onChange: (secret: string) => void }): ReactNode {
  return (
    <PasswordInput
      label={t('drive.client.secret')}
      description={t('drive.client.secret.hint')}
      value={value}
      maxLength={300}
      autoComplete="off"
      visibilityToggleButtonProps={{ 'aria-label': t('drive.client.secret.show') }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
