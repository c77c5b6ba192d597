import { Button, Checkbox, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { shortestPassphrase } from '../../../../../shared/model/settings-file.ts';
import { engine } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { saveOrStop } from '../../../components/save-file.ts';
import { useReturnFocus } from '../../../components/return-focus.ts';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import shared from '../settings.module.css';
import { suggestedPassphrase } from './suggested-passphrase.ts';

/** Saves all that is set here in a file, with a passphrase that a person chooses. */
export function MakeCopy({ onClose }: { readonly onClose: () => void }): ReactNode {
  useReturnFocus();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [shows, setShows] = useState(false);
  const [isSuggested, setIsSuggested] = useState(false);
  const [withSecrets, setWithSecrets] = useState(false);
  const make = useMutation({
    mutationFn: async () => {
      const { fileName, mediaType, base64, missing } = await engine.settingsCopy.make({ passphrase, withSecrets });
      await saveOrStop({ fileName, mediaType, base64 });
      return { fileName, missing };
    },
  });
  const differs = again !== '' && !passphrase.startsWith(again);
  const isWhole = passphrase.length >= shortestPassphrase && passphrase === again;

  function suggest(): void {
    const suggested = suggestedPassphrase();
    setPassphrase(suggested);
    setAgain(suggested);
    setIsSuggested(true);
    setShows(true);
  }

  const typedTwice = { maxLength: 500, autoComplete: 'new-password', spellCheck: false, visible: shows, onVisibilityChange: setShows, visibilityToggleButtonProps: { 'aria-label': t('settings.transfer.show') } };
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t('settings.transfer.make.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      {make.data === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isWhole && !make.isPending) make.mutate();
          }}
        >
          <Stack gap="md">
            <div className={shared.part}>
              <p className={shared.text}>{t('settings.transfer.make.in')}</p>
              <p className={shared.text}>{t('settings.transfer.make.out')}</p>
            </div>
            <PasswordInput
              label={t('settings.transfer.make.passphrase')}
              description={t('settings.transfer.make.passphrase.hint', { count: shortestPassphrase })}
              value={passphrase}
              {...typedTwice}
              data-autofocus
              onChange={(event) => {
                setPassphrase(event.currentTarget.value);
                setIsSuggested(false);
              }}
            />
            <PasswordInput
              label={t('settings.transfer.make.again')}
              value={again}
              {...typedTwice}
              error={differs ? t('settings.transfer.make.differs') : undefined}
              onChange={(event) => setAgain(event.currentTarget.value)}
            />
            <Group gap="sm">
              <Button variant="subtle" size="compact-md" px={0} onClick={suggest}>
                {t('settings.transfer.make.suggest')}
              </Button>
              {isSuggested ? <p className={shared.text}>{t('settings.transfer.make.suggested')}</p> : null}
            </Group>
            <Checkbox checked={withSecrets} label={t('settings.transfer.make.secrets')} description={t('settings.transfer.make.secrets.text')} onChange={(event) => setWithSecrets(event.currentTarget.checked)} />
            {make.error === null ? null : <ProblemPanel problem={toProblem(make.error)} />}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" disabled={!isWhole} loading={make.isPending}>
                {t('settings.transfer.make.button')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="md" role="status">
          <p className={shared.state} data-tone="safe">
            <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
            <span>{t('settings.transfer.make.done', { file: make.data.fileName })}</span>
          </p>
          <p className={shared.text}>{t('settings.transfer.make.kits')}</p>
          {withSecrets ? <Attention text={t('settings.transfer.make.delete')} /> : null}
          {make.data.missing.length === 0 ? null : <Attention text={t('settings.transfer.make.missing', { names: make.data.missing.map((name) => visible(name)).join(', ') })} />}
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('common.close')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Attention({ text }: { readonly text: string }): ReactNode {
  return (
    <p className={shared.state} data-tone="attention">
      <IconAlertTriangle size="1.125rem" stroke={1.75} aria-hidden />
      <span>{text}</span>
    </p>
  );
}
