import { Button, FileButton, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { IconCircleCheck, IconFileUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { longestCopy } from '../../../../../shared/model/settings-file.ts';
import type { PlainError } from '../../../../../shared/model/errors.ts';
import { engine } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { useReturnFocus } from '../../../components/return-focus.ts';
import { When } from '../../../components/when.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import shared from '../settings.module.css';
import { CopyItems, CopyNotes, type MovedFolder, type Preview, ToDo } from './copy-items.tsx';
import classes from './settings-copy.module.css';

interface Chosen {
  readonly name: string;
  readonly base64: string;
}

/** A file of another computer: opened, shown, and taken over once a person said so. */
export function TakeOver({ onClose }: { readonly onClose: () => void }): ReactNode {
  useReturnFocus();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen>();
  const [problem, setProblem] = useState<PlainError>();
  const [passphrase, setPassphrase] = useState('');
  const [folders, setFolders] = useState<readonly MovedFolder[]>([]);
  const look = useMutation({
    mutationFn: async (moved: readonly MovedFolder[]) => {
      const preview = await engine.settingsCopy.preview({ base64: chosen?.base64 ?? '', passphrase, folders: [...moved] });
      setFolders(moved);
      return preview;
    },
  });
  const take = useMutation({
    mutationFn: ({ basis }: Preview) => engine.settingsCopy.takeOver({ base64: chosen?.base64 ?? '', passphrase, folders: [...folders], basis }),
    onSuccess: () => client.invalidateQueries({ queryKey: query.settingsCopy.key() }),
  });
  const shown = take.data ?? look.data;

  async function read(file: File | null): Promise<void> {
    if (file === null) return;
    setProblem(undefined);
    look.reset();
    try {
      if (file.size > longestCopy) setProblem({ code: 'invalid-input', message: t('settings.transfer.take.large'), nextStep: t('settings.transfer.take.large.step') });
      else setChosen({ name: file.name, base64: await base64Of(file) });
    } catch {
      setProblem({ code: 'invalid-input', message: t('settings.transfer.take.unreadable'), nextStep: t('settings.transfer.take.unreadable.step') });
    }
  }

  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t('settings.transfer.take.title')} size="xl" closeButtonProps={{ 'aria-label': t('common.close') }}>
      {shown === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen !== undefined && passphrase !== '' && !look.isPending) look.mutate([]);
          }}
        >
          <Stack gap="md">
            <p className={shared.text}>{t('settings.transfer.take.lead')}</p>
            <div className={shared.row}>
              <FileButton onChange={(file) => void read(file)} accept=".age">
                {(props) => (
                  <Button {...props} variant="default" leftSection={<IconFileUpload size="1.0625rem" stroke={1.75} />} data-autofocus>
                    {t('settings.transfer.take.file')}
                  </Button>
                )}
              </FileButton>
              <span className={shared.text}>{chosen === undefined ? t('settings.transfer.take.none') : <PlainText value={chosen.name} />}</span>
            </div>
            <PasswordInput
              label={t('settings.transfer.take.passphrase')}
              value={passphrase}
              maxLength={500}
              autoComplete="off"
              spellCheck={false}
              visibilityToggleButtonProps={{ 'aria-label': t('settings.transfer.show') }}
              onChange={(event) => setPassphrase(event.currentTarget.value)}
            />
            {problem === undefined ? null : <ProblemPanel problem={problem} />}
            {look.error === null ? null : <ProblemPanel problem={toProblem(look.error)} />}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" disabled={chosen === undefined || passphrase === ''} loading={look.isPending}>
                {t('settings.transfer.take.look')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : take.data === undefined ? (
        <Confirm
          preview={shown}
          busy={look.isPending || take.isPending}
          problem={take.error === null ? (look.error === null ? undefined : toProblem(look.error)) : toProblem(take.error)}
          onFolder={(folder) => look.mutate([...folders.filter(({ of, name }) => of !== folder.of || name !== folder.name), folder])}
          onBack={() => {
            take.reset();
            look.reset();
          }}
          onTake={() => take.mutate(shown)}
        />
      ) : (
        <Stack gap="md">
          <p className={shared.state} data-tone="safe" role="status">
            <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
            <span>{t('settings.transfer.done')}</span>
          </p>
          <ToDo preview={take.data} />
          <p className={shared.text}>{t('settings.transfer.done.backup', { file: visible(take.data.backupFile) })}</p>
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('common.close')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

interface ConfirmProps {
  readonly preview: Preview;
  readonly busy: boolean;
  readonly problem: PlainError | undefined;
  readonly onFolder: (folder: MovedFolder) => void;
  readonly onBack: () => void;
  readonly onTake: () => void;
}

/** What would happen, and the yes to it. */
function Confirm({ preview, busy, problem, onFolder, onBack, onTake }: ConfirmProps): ReactNode {
  const isBlocked = preview.items.some(({ needs }) => needs.some((need) => need.kind === 'folder' && need.required));
  const isNothing = preview.items.every(({ act }) => act === 'same' || act === 'leave-out');
  return (
    <Stack gap="md">
      <p className={classes.of}>
        {withNodes(t('settings.transfer.take.of', { computer: node('computer'), when: node('when') }), { computer: <PlainText value={preview.computer} />, when: <When at={preview.madeAt} /> })}{' '}
        {t(preview.withSecrets ? 'settings.transfer.take.with' : 'settings.transfer.take.without')}
      </p>
      <CopyItems preview={preview} onFolder={onFolder} busy={busy} />
      <CopyNotes preview={preview} />
      {isBlocked ? <ProblemPanel tone="attention" problem={{ message: t('settings.transfer.take.folders-first'), nextStep: '' }} /> : null}
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
      <p className={shared.text}>{t(isNothing ? 'settings.transfer.take.nothing' : 'settings.transfer.take.kept')}</p>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onBack} disabled={busy}>
          {t('settings.transfer.take.back')}
        </Button>
        <Button onClick={onTake} disabled={isBlocked || isNothing} loading={busy}>
          {t('settings.transfer.take.button')}
        </Button>
      </Group>
    </Stack>
  );
}

/** In pieces, because a call takes only so many arguments. */
async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(pieces.join(''));
}
