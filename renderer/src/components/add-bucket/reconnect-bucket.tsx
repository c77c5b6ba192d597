import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { t } from '../../strings/translate.ts';
import { PlainText } from '../plain-text.tsx';
import { ProblemPanel } from '../problem-panel.tsx';
import { useReturnFocus } from '../return-focus.ts';
import { node, withNodes } from '../with-nodes.tsx';
import classes from './add-bucket.module.css';

interface ReconnectBucketProps {
  readonly place: string;
  /** The key that it has. */
  readonly accessKeyId: string;
  readonly onClose: () => void;
}

/** Another key for a bucket that is a place already: kept only once the bucket was tried with it. */
export function ReconnectBucket({ place, accessKeyId, onClose }: ReconnectBucketProps): ReactNode {
  useReturnFocus();
  const [keyId, setKeyId] = useState(accessKeyId);
  const [secret, setSecret] = useState('');
  const reconnect = useMutation(query.places.reconnect.mutationOptions({ onSuccess: onClose }));
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t('bucket.again.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          reconnect.mutate({ place, kind: 's3', accessKeyId: keyId.trim(), secretAccessKey: secret.trim() });
        }}
      >
        <Stack gap="md">
          <Text c="dimmed">{withNodes(t('bucket.again.lead', { place: node('place') }), { place: <PlainText value={place} longest={60} /> })}</Text>
          <TextInput label={t('bucket.key')} description={t('bucket.again.same')} value={keyId} maxLength={200} spellCheck={false} autoComplete="off" onChange={(event) => setKeyId(event.currentTarget.value)} />
          <PasswordInput label={t('bucket.secret')} value={secret} maxLength={2000} autoComplete="off" data-autofocus visibilityToggleButtonProps={{ 'aria-label': t('bucket.secret.show') }} onChange={(event) => setSecret(event.currentTarget.value)} />
          <p className={classes.quiet}>{t('bucket.secret.hint')}</p>
          {reconnect.error === null ? null : <ProblemPanel problem={toProblem(reconnect.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={reconnect.isPending} disabled={keyId.trim() === '' || secret.trim() === ''}>
              {t('bucket.again.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
