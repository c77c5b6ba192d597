import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import type { AppInfo } from '../../app/use-app.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

/** Forgets an app on this computer, once its name was typed in. Its backups stay where they are. */
export function RemoveApp({ app }: { readonly app: AppInfo }): ReactNode {
  const navigate = useNavigate();
  const [asks, setAsks] = useState(false);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<PlainError>();
  const matches = typed.trim() === app.name.trim();

  function close(): void {
    setAsks(false);
    setTyped('');
    setProblem(undefined);
  }

  async function remove(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await engine.apps.remove({ app: app.name });
      close();
      await navigate({ to: '/' });
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  }

  return (
    <section className={classes.part}>
      <h3>{t('settings.remove')}</h3>
      <p className={classes.text}>{t('settings.remove.text')}</p>
      <div>
        <Button variant="outline" color="alarm" onClick={() => setAsks(true)}>
          {t('settings.remove.button')}
        </Button>
      </div>
      <Modal opened={asks} onClose={close} title={t('settings.remove.title', { app: app.name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <form
          className={classes.stack}
          onSubmit={(event) => {
            event.preventDefault();
            if (matches && !busy) void remove();
          }}
        >
          <p className={classes.text}>{t('settings.remove.confirm')}</p>
          <TextInput label={t('settings.remove.type', { app: app.name })} value={typed} autoComplete="off" spellCheck={false} data-autofocus onChange={(event) => setTyped(event.currentTarget.value)} />
          {problem === undefined ? null : <ProblemPanel problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" color="alarm" disabled={!matches} loading={busy}>
              {t('settings.remove.button')}
            </Button>
          </Group>
        </form>
      </Modal>
    </section>
  );
}
