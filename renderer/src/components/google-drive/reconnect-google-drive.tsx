import { Button, Collapse, Group, Loader, Modal, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBrandGoogleDrive } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { t } from '../../strings/translate.ts';
import { PlainText } from '../plain-text.tsx';
import { ProblemPanel } from '../problem-panel.tsx';
import { useReturnFocus } from '../return-focus.ts';
import { node, withNodes } from '../with-nodes.tsx';
import { SecretField } from './client-fields.tsx';
import { useSignIn } from './use-sign-in.ts';
import { Waiting } from './waiting.tsx';

interface ReconnectProps {
  readonly place: string;
  /** The account that has the folder, where it is known. */
  readonly account: string | undefined;
  readonly onClose: () => void;
}

/** Signing in again for a place that has lost its sign-in: kept only once the folder was seen with it. */
export function ReconnectGoogleDrive(props: ReconnectProps): ReactNode {
  useReturnFocus();
  return (
    <Modal opened onClose={props.onClose} closeOnClickOutside={false} title={t('drive.again.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Steps {...props} />
    </Modal>
  );
}

function Steps({ place, account, onClose }: ReconnectProps): ReactNode {
  const { state, begin, stop } = useSignIn();
  const [secret, setSecret] = useState('');
  const [more, { toggle }] = useDisclosure(false);
  const reconnect = useMutation(query.places.reconnect.mutationOptions({ onSuccess: onClose }));
  const { mutate } = reconnect;
  const ownClient = useQuery(query.places.google.about.queryOptions()).data?.hasClient === false;
  const signIn = state.kind === 'signed-in' ? state.signIn : undefined;
  // Nothing is left to choose: what was signed in for is done at once.
  useEffect(() => {
    if (signIn !== undefined) mutate({ place, kind: 'google-drive', signIn });
  }, [signIn, place, mutate]);

  if (state.kind === 'waiting') return <Waiting address={state.address} onStop={stop} />;
  if (signIn !== undefined && reconnect.error === null) {
    return (
      <Group gap="sm" role="status">
        <Loader size="sm" aria-hidden />
        <Text>{t('drive.again.looking')}</Text>
      </Group>
    );
  }
  const failed = state.kind === 'idle' ? state.problem : undefined;
  const problem = reconnect.error === null ? failed : toProblem(reconnect.error);
  const name = <PlainText value={place} longest={60} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        reconnect.reset();
        begin({ place, ...(secret.trim() === '' ? {} : { clientSecret: secret.trim() }) });
      }}
    >
      <Stack gap="md">
        <Text c="dimmed">
          {account === undefined
            ? withNodes(t('drive.again.lead.somebody', { place: node('place') }), { place: name })
            : withNodes(t('drive.again.lead', { place: node('place'), account: node('account') }), { place: name, account: <PlainText value={account} longest={100} /> })}
        </Text>
        {ownClient ? (
          <Text c="dimmed" fz="sm">
            {t('drive.again.weekly')}
          </Text>
        ) : null}
        {ownClient || problem !== undefined ? (
          <div>
            <UnstyledButton c="accent" fz="sm" fw={600} onClick={toggle} aria-expanded={more}>
              {t('drive.client.secret.changed')}
            </UnstyledButton>
            <Collapse expanded={more}>
              <SecretField value={secret} onChange={setSecret} />
            </Collapse>
          </div>
        ) : null}
        {problem === undefined ? null : <ProblemPanel problem={problem} />}
        {state.kind === 'idle' && state.stopped ? (
          <Text role="status" c="dimmed">
            {t('drive.stopped')}
          </Text>
        ) : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" leftSection={<IconBrandGoogleDrive size="1.125rem" stroke={1.75} />} loading={state.kind === 'beginning'} data-autofocus>
            {t('drive.sign-in')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
