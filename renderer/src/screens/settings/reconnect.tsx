import { Button, PasswordInput } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import type { AppInfo } from '../../app/use-app.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

type Outcome = { readonly kind: 'connected'; readonly tables: number; readonly notes: readonly string[] } | { readonly kind: 'failed'; readonly problem: PlainError };

/** A new token for an app: tried before it takes the old one's place. */
export function Reconnect({ app }: { readonly app: AppInfo }): ReactNode {
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();

  async function connect(): Promise<void> {
    setBusy(true);
    setOutcome(undefined);
    try {
      const { entities, notes } = await engine.apps.reconnect({ app: app.name, token: token.trim() });
      setToken('');
      setOutcome({ kind: 'connected', tables: entities.length, notes });
    } catch (error) {
      setOutcome({ kind: 'failed', problem: toProblem(error) });
    }
    setBusy(false);
  }

  return (
    <form
      className={classes.part}
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '' && !busy) void connect();
      }}
    >
      <h3>{t('settings.reconnect')}</h3>
      <p className={classes.text}>{t('settings.reconnect.text')}</p>
      <PasswordInput label={t('settings.reconnect.token')} value={token} maxLength={10_000} autoComplete="off" spellCheck={false} visibilityToggleButtonProps={{ 'aria-label': t('settings.reconnect.show') }} onChange={(event) => setToken(event.currentTarget.value)} />
      <div>
        <Button type="submit" variant="default" disabled={token.trim() === ''} loading={busy}>
          {t('settings.reconnect.button')}
        </Button>
      </div>
      {outcome?.kind === 'failed' ? <ProblemPanel problem={outcome.problem} /> : null}
      {outcome?.kind === 'connected' ? (
        <div role="status">
          <p className={classes.state} data-tone="safe">
            <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
            <span>{t('settings.reconnect.done', { tables: t('count.tables', { count: outcome.tables }) })}</span>
          </p>
          {outcome.notes.map((note) => (
            <p key={note} className={classes.text}>
              <PlainText value={note} longest={400} expandable />
            </p>
          ))}
        </div>
      ) : null}
    </form>
  );
}
