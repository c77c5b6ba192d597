import { Button, Checkbox, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import classes from './emergency.module.css';
import type { Emergency } from './types.ts';

/** Ends it, with what was learnt. Main once every step is behind. */
export function EndButton({ app, emergency, isMain }: { readonly app: string; readonly emergency: Emergency; readonly isMain: boolean }): ReactNode {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant={isMain ? 'filled' : 'default'} onClick={open}>
        {t('emergency.end')}
      </Button>
      <Modal opened={opened} onClose={close} closeOnClickOutside={false} title={t('emergency.end.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
        <EndForm app={app} emergency={emergency} onClose={close} />
      </Modal>
    </>
  );
}

function EndForm({ app, emergency, onClose }: { readonly app: string; readonly emergency: Emergency; readonly onClose: () => void }): ReactNode {
  const [learnt, setLearnt] = useState('');
  const [unpin, setUnpin] = useState(true);
  const navigate = useNavigate();
  const end = useMutation(
    query.emergencies.end.mutationOptions({
      onSuccess: ({ id }) => {
        onClose();
        void navigate({ to: '/app/$app/emergency', params: { app }, search: { id } });
      },
    }),
  );
  const open = emergency.steps.filter(({ state }) => state === 'open' || state === 'failed' || state === 'working').length;
  const ours = emergency.pinned.filter((pin) => pin.ours).length;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        end.mutate({ app, id: emergency.id, learnt, unpin: unpin && ours > 0 });
      }}
    >
      <Stack gap="md">
        <Text>
          {t('emergency.end.text')} {open === 0 ? null : t('emergency.end.open', { count: open })}
        </Text>
        <Textarea label={t('emergency.end.learnt')} description={t('emergency.end.learnt.hint')} autosize minRows={4} maxRows={10} maxLength={4000} value={learnt} onChange={(event) => setLearnt(event.currentTarget.value)} data-autofocus />
        {ours === 0 ? null : <Checkbox label={t('emergency.end.unpin', { count: ours })} description={t('emergency.end.unpin.why')} checked={unpin} onChange={(event) => setUnpin(event.currentTarget.checked)} />}
        {end.error === null ? null : <ProblemPanel problem={toProblem(end.error)} />}
        <div className={classes.ends}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={end.isPending}>
            {t('emergency.end.do')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
