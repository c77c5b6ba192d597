import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Run } from '../../../app/data/use-run.ts';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { t } from '../../../strings/translate.ts';
import { useBegin } from '../use-begin.ts';

interface ConfirmRestoreProps {
  readonly app: string;
  readonly into: string;
  readonly plans: Extract<Run['request'], { kind: 'restore' }>['plans'];
  /** Undefined where it is not known exactly. */
  readonly records: number | undefined;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** The plan is not known any more. */
  readonly onForgotten: () => void;
}

/** The last step before the app is changed: its name, typed. */
export function ConfirmRestore({ app, into, plans, records, opened, onClose, onForgotten }: ConfirmRestoreProps): ReactNode {
  const { begin, busy, problem } = useBegin(app);
  const [typed, setTyped] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const isRight = typed.trim().toLocaleLowerCase() === into.toLocaleLowerCase();
  const title = records === undefined ? t('restore.confirm.title.fields', { app: into }) : t('restore.confirm.title', { count: records, app: into });
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setIsWrong(!isRight);
          if (isRight && !busy) begin({ kind: 'restore', app, ...(into === app ? {} : { into }), plans: [...plans] });
        }}
      >
        <Stack gap="md">
          <Text>{t(into === app ? 'restore.confirm.text' : 'restore.confirm.text.other')}</Text>
          <TextInput
            label={t('restore.confirm.label', { app: into })}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setIsWrong(false);
            }}
            error={isWrong ? t('restore.confirm.wrong', { app: into }) : null}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
          {problem === undefined ? null : <ProblemPanel problem={problem} {...(problem.code === 'not-found' ? { action: { label: t('restore.plan.again'), onClick: onForgotten } } : {})} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={typed.trim() === ''}>
              {t('restore.confirm.do')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
