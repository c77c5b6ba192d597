import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconGitBranch } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { t } from '../../strings/translate.ts';

/** A backup with a name, right before somebody lets an AI at the app. */
export function BeforeChange({ disabled, onStart }: { readonly disabled: boolean; readonly onStart: (label: string) => void }): ReactNode {
  const [opened, { open, close }] = useDisclosure(false);
  const [label, setLabel] = useState('');
  return (
    <>
      <Button variant="default" leftSection={<IconGitBranch size="1.125rem" stroke={1.75} />} disabled={disabled} onClick={open}>
        {t('home.before-change')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('home.change.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            close();
            onStart(label);
            setLabel('');
          }}
        >
          <Stack gap="md">
            <Text c="dimmed">{t('home.change.why')}</Text>
            <TextInput label={t('home.change.label')} placeholder={t('home.change.placeholder')} maxLength={200} value={label} onChange={(event) => setLabel(event.currentTarget.value)} data-autofocus />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button type="submit">{t('home.change.do')}</Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
