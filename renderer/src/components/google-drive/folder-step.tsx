import { Button, Collapse, Group, Radio, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { freeName } from '../free-name.ts';
import { PlainText } from '../plain-text.tsx';
import { ProblemPanel } from '../problem-panel.tsx';
import { node, withNodes } from '../with-nodes.tsx';
import classes from './google-drive.module.css';
import { useTakeFocus } from './take-focus.ts';

type Finished = Answers['places']['google']['finished'];

interface FolderStepProps {
  readonly signIn: string;
  readonly finished: Finished;
  /** Names of the places that there are. */
  readonly taken: readonly string[];
  readonly onOtherAccount: () => void;
  readonly onClose: () => void;
}

const aNewOne = 'new';

/** Signed in: which folder becomes the place. A new one unless another is chosen: what lies in one that was found may be another computer's. */
export function FolderStep({ signIn, finished: { account, folders }, taken, onOtherAccount, onClose }: FolderStepProps): ReactNode {
  const signedIn = useTakeFocus<HTMLParagraphElement>();
  const [chosen, setChosen] = useState(aNewOne);
  const [folderName, setFolderName] = useState(() => freeName(t('drive.folder.usual'), folders.map(({ name }) => name)));
  const [sharedDrive, setSharedDrive] = useState('');
  const [name, setName] = useState(() => freeName(t('drive.name.usual'), taken));
  const [more, { toggle }] = useDisclosure(false);
  const add = useMutation(query.places.add.mutationOptions({ onSuccess: onClose }));
  const isNew = chosen === aNewOne;
  const isTaken = taken.includes(name.trim());
  const shared = sharedDrive.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const folder = isNew ? { kind: 'new' as const, name: folderName.trim(), ...(shared === '' ? {} : { sharedDrive: shared }) } : { kind: 'found' as const, id: chosen };
        add.mutate({ name: name.trim(), kind: 'google-drive', signIn, folder });
      }}
    >
      <Stack gap="md">
        <p ref={signedIn} tabIndex={-1} className={classes.signedIn}>
          <span>{account === undefined ? t('drive.signed-in.somebody') : withNodes(t('drive.signed-in', { account: node('account') }), { account: <PlainText value={account} longest={100} /> })}</span>
          <UnstyledButton c="accent" fz="sm" fw={600} onClick={onOtherAccount} disabled={add.isPending}>
            {t('drive.other-account')}
          </UnstyledButton>
        </p>
        <Radio.Group label={t('drive.folder')} value={chosen} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            <Radio value={aNewOne} label={t('drive.folder.new')} description={t('drive.folder.new.hint')} />
            {folders.map((folder) => (
              <Radio key={folder.id} value={folder.id} disabled={folder.place !== undefined} label={<bdi>{visible(folder.name, 100)}</bdi>} description={aboutFolder(folder)} />
            ))}
          </Stack>
        </Radio.Group>
        {isNew ? (
          <>
            <TextInput label={t('drive.folder.name')} value={folderName} maxLength={100} onChange={(event) => setFolderName(event.currentTarget.value)} />
            <div>
              <UnstyledButton c="accent" fz="sm" fw={600} onClick={toggle} aria-expanded={more}>
                {t('drive.more')}
              </UnstyledButton>
              <Collapse expanded={more}>
                <TextInput mt="sm" label={t('drive.shared-drive')} description={t('drive.shared-drive.hint')} value={sharedDrive} maxLength={300} spellCheck={false} autoComplete="off" onChange={(event) => setSharedDrive(event.currentTarget.value)} />
              </Collapse>
            </div>
          </>
        ) : null}
        <TextInput label={t('drive.name')} description={t('drive.name.hint')} value={name} maxLength={60} error={isTaken ? t('drive.name.taken') : undefined} onChange={(event) => setName(event.currentTarget.value)} />
        {add.error === null ? null : <ProblemPanel problem={toProblem(add.error)} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={name.trim() === '' || isTaken || (isNew && folderName.trim() === '')}>
            {t('drive.do')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function aboutFolder({ isShared, place }: Finished['folders'][number]): string {
  if (place !== undefined) return t('drive.folder.is-place', { place });
  return t(isShared ? 'drive.folder.found.shared' : 'drive.folder.found');
}
