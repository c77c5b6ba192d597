import { Button, Checkbox, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { useReturnFocus } from '../../components/return-focus.ts';
import { saveOrStop } from '../../components/save-file.ts';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

interface LetInProps {
  readonly app: string;
  /** The backups made so far are being written anew by this run. */
  readonly onRewriting: (runId: string) => void;
  readonly onClose: () => void;
}

interface Done {
  readonly name: string;
  readonly file?: string;
  /** Places that could not be told just now. */
  readonly later: readonly string[];
  /** Why the backups made so far are not being written anew. */
  readonly problem?: PlainError;
}

/** Lets somebody open the backups: with their own key, or with one that is made for them and leaves this computer as a kit. */
export function LetIn({ app, onRewriting, onClose }: LetInProps): ReactNode {
  useReturnFocus();
  const [name, setName] = useState('');
  const [how, setHow] = useState<'make' | 'own'>('make');
  const [recipient, setRecipient] = useState('');
  const [format, setFormat] = useState<'pdf' | 'txt'>('pdf');
  const [before, setBefore] = useState(true);
  /** They are let in already, whatever becomes of this. */
  async function rewrite(): Promise<PlainError | undefined> {
    try {
      onRewriting((await engine.runs.start({ kind: 'rekey', app })).runId);
      return undefined;
    } catch (error) {
      return toProblem(error);
    }
  }

  const letIn = useMutation({
    mutationFn: async (): Promise<Done> => {
      const made = how === 'make' ? await engine.keys.makeKit({ app, name: name.trim(), format }) : undefined;
      // Nobody else has that key: without its kit, nobody is let in.
      if (made !== undefined) await saveOrStop(made);
      const { deputy, places } = await engine.keys.add({ app, name: name.trim(), recipient: made?.recipient ?? recipient.trim() });
      const problem = before ? await rewrite() : undefined;
      return { name: deputy.name, ...(problem === undefined ? {} : { problem }), ...(made === undefined ? {} : { file: made.fileName }), later: places.flatMap((place) => (place.outcome === 'later' ? [place.name] : [])) };
    },
  });
  const isWhole = name.trim() !== '' && (how === 'make' || recipient.trim() !== '');
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={t('settings.deputy.title', { app })} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      {letIn.data === undefined ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isWhole && !letIn.isPending) letIn.mutate();
          }}
        >
          <Stack gap="md">
            <TextInput label={t('settings.deputy.name')} value={name} maxLength={60} autoComplete="off" data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
            <Radio.Group label={t('settings.deputy.how')} value={how} onChange={(next) => setHow(next === 'own' ? 'own' : 'make')}>
              <Stack gap="xs" mt="xs">
                <Radio value="make" label={t('settings.deputy.how.make')} />
                <Radio value="own" label={t('settings.deputy.how.own')} />
              </Stack>
            </Radio.Group>
            {how === 'own' ? (
              <TextInput label={t('settings.deputy.recipient')} description={t('settings.deputy.recipient.hint')} value={recipient} maxLength={500} autoComplete="off" spellCheck={false} onChange={(event) => setRecipient(event.currentTarget.value)} />
            ) : (
              <Radio.Group label={t('settings.deputy.form')} value={format} onChange={(next) => setFormat(next === 'txt' ? 'txt' : 'pdf')}>
                <Stack gap="xs" mt="xs">
                  <Radio value="pdf" label={t('settings.deputy.form.pdf')} />
                  <Radio value="txt" label={t('settings.deputy.form.txt')} />
                </Stack>
              </Radio.Group>
            )}
            <Checkbox checked={before} label={t('settings.deputy.before')} description={t('settings.deputy.before.text')} onChange={(event) => setBefore(event.currentTarget.checked)} />
            {letIn.error === null ? null : <ProblemPanel problem={toProblem(letIn.error)} />}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" disabled={!isWhole} loading={letIn.isPending}>
                {t(how === 'make' ? 'settings.deputy.button.kit' : 'settings.deputy.button')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Stack gap="md" role="status">
          <p className={classes.state}>{t('settings.deputy.done', { name: letIn.data.name })}</p>
          {letIn.data.file === undefined ? null : <p className={classes.text}>{t('settings.deputy.saved', { file: letIn.data.file })}</p>}
          {letIn.data.later.map((place) => (
            <p key={place} className={classes.text}>
              {t('settings.holders.later', { place })}
            </p>
          ))}
          {letIn.data.problem === undefined ? null : <ProblemPanel tone="attention" problem={letIn.data.problem} />}
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('common.close')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
