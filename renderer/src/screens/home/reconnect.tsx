import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';

/** A new token for an app whose old one is no longer taken. */
export function Reconnect({ app, opened, onClose, onDone }: { readonly app: string; readonly opened: boolean; readonly onClose: () => void; readonly onDone: () => void }): ReactNode {
  const [token, setToken] = useState('');
  const reconnect = useMutation(
    query.apps.reconnect.mutationOptions({
      onSuccess: () => {
        setToken('');
        onClose();
        onDone();
      },
    }),
  );
  return (
    <Modal opened={opened} onClose={onClose} title={t('home.reconnect.title', { app })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          reconnect.mutate({ app, token: token.trim() });
        }}
      >
        <Stack gap="md">
          <Text c="dimmed">{t('home.reconnect.why')}</Text>
          <PasswordInput label={t('home.reconnect.token')} value={token} onChange={(event) => setToken(event.currentTarget.value)} autoComplete="off" data-autofocus />
          {reconnect.error === null ? null : <ProblemPanel problem={toProblem(reconnect.error)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={reconnect.isPending} disabled={token.trim() === ''}>
              {t('home.reconnect.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
