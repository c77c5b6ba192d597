import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { desktop, type Answers } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { desktopQuery, query } from '../../app/data/queries.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { useReturnFocus } from '../../components/return-focus.ts';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { formatBytes } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './add-folder.module.css';
import { nameFor } from './name-for.ts';

type Suggestion = Answers['places']['suggest']['folders'][number];

/** A folder becomes a place: suggested ones, a folder dialog where there is one, or its path. */
export function AddFolder({ taken, onClose }: { readonly taken: readonly string[]; readonly onClose: () => void }): ReactNode {
  useReturnFocus();
  const suggested = useQuery({ ...query.places.suggest.queryOptions(), staleTime: 0, gcTime: 0 });
  const about = useQuery(desktopQuery.about.queryOptions());
  const [path, setPath] = useState('');
  const [typedName, setTypedName] = useState<string>();
  const add = useMutation(query.places.add.mutationOptions({ onSuccess: onClose }));
  const pick = useMutation({
    mutationFn: () => desktop.pickFolder({ title: t('places.form.pick.title'), ...(path === '' ? {} : { start: path }) }),
    onSuccess: (picked) => {
      if (picked.path !== null) setPath(picked.path);
    },
  });
  const folders = suggested.data?.folders ?? [];
  const name = typedName ?? nameFor(folders.find((folder) => folder.path === path)?.label ?? path, taken);
  const isTaken = taken.includes(name.trim());
  const problem = add.error ?? pick.error;
  return (
    <Modal opened onClose={onClose} title={t('places.form.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ name: name.trim(), kind: 'local', path: path.trim() });
        }}
      >
        <Stack gap="md">
          <Text c="dimmed">{t('places.form.lead')}</Text>
          {suggested.isPending ? <SkeletonLines lines={3} /> : null}
          {folders.length === 0 ? null : (
            <Radio.Group value={path} onChange={setPath} label={t('places.form.suggested')}>
              <Stack gap="xs" mt="xs">
                {folders.map((folder) => (
                  <Folder key={folder.path} folder={folder} chosen={folder.path === path} />
                ))}
              </Stack>
            </Radio.Group>
          )}
          <Group align="flex-end" gap="sm" wrap="nowrap">
            <TextInput className={classes.path} label={t('places.form.path')} description={t('places.form.path.hint')} value={path} maxLength={4096} spellCheck={false} autoComplete="off" onChange={(event) => setPath(event.currentTarget.value)} />
            {about.data?.can.pickFolder === true ? (
              <Button variant="default" leftSection={<IconFolderOpen size="1.125rem" stroke={1.75} />} onClick={() => pick.mutate()}>
                {t('places.form.pick')}
              </Button>
            ) : null}
          </Group>
          <TextInput label={t('places.form.name')} description={t('places.form.name.hint')} value={name} maxLength={60} error={isTaken ? t('places.form.name.taken') : undefined} onChange={(event) => setTypedName(event.currentTarget.value)} />
          {problem === null ? null : <ProblemPanel problem={toProblem(problem)} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending} disabled={path.trim() === '' || name.trim() === '' || isTaken}>
              {t('places.form.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Folder({ folder: { path, label, kind, freeSpace }, chosen }: { readonly folder: Suggestion; readonly chosen: boolean }): ReactNode {
  const facts = [t(`places.form.kind.${kind}`), ...(freeSpace === null ? [] : [t('places.free', { size: formatBytes(freeSpace) })])].join(' · ');
  return (
    <div className={classes.folder} data-chosen={chosen}>
      <Radio
        value={path}
        label={<bdi>{visible(label, 60)}</bdi>}
        description={
          <>
            <span className={classes.facts}>{facts}</span>
            <bdi className={classes.where}>{visible(path, 300)}</bdi>
          </>
        }
      />
    </div>
  );
}
