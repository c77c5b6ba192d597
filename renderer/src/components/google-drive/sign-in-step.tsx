import { Button, Collapse, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBrandGoogleDrive } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import { ProblemPanel } from '../problem-panel.tsx';
import { ClientFields } from './client-fields.tsx';
import { useTakeFocus } from './take-focus.ts';
import type { SignInState } from './use-sign-in.ts';

export interface TypedClient {
  readonly id: string;
  readonly secret: string;
}

interface SignInStepProps {
  /** This build is registered at Google. */
  readonly hasClient: boolean;
  readonly state: Extract<SignInState, { readonly kind: 'idle' | 'beginning' }>;
  readonly typed: TypedClient;
  readonly onType: (typed: TypedClient) => void;
  readonly onBegin: () => void;
  readonly onClose: () => void;
}

/** Before the browser is opened: with whose client id, which most people need not know of where there is one. */
export function SignInStep({ hasClient, state, typed, onType, onBegin, onClose }: SignInStepProps): ReactNode {
  const begin = useTakeFocus<HTMLButtonElement>();
  const [own, { toggle }] = useDisclosure(typed.id !== '');
  const fields = <ClientFields id={typed.id} secret={typed.secret} onId={(id) => onType({ ...typed, id })} onSecret={(secret) => onType({ ...typed, secret })} />;
  const lacks = hasClient ? false : typed.id.trim() === '' || typed.secret.trim() === '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!lacks && state.kind === 'idle') onBegin();
      }}
    >
      <Stack gap="md">
        <Text c="dimmed">{t('drive.lead')}</Text>
        {hasClient ? (
          <div>
            <UnstyledButton c="accent" fz="sm" fw={600} onClick={toggle} aria-expanded={own}>
              {t('drive.client.own')}
            </UnstyledButton>
            <Collapse expanded={own}>
              <Text c="dimmed" fz="sm" my="sm">
                {t('drive.client.own.why')}
              </Text>
              {fields}
            </Collapse>
          </div>
        ) : (
          <>
            <Text>{t('drive.client.why')}</Text>
            {fields}
          </>
        )}
        {state.kind === 'idle' && state.problem !== undefined ? <ProblemPanel problem={state.problem} /> : null}
        {state.kind === 'idle' && state.stopped ? (
          <Text role="status" c="dimmed">
            {t('drive.stopped')}
          </Text>
        ) : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button ref={begin} type="submit" leftSection={<IconBrandGoogleDrive size="1.125rem" stroke={1.75} />} loading={state.kind === 'beginning'} disabled={lacks}>
            {t('drive.sign-in')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
