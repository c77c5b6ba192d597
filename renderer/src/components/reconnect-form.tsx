import { Button, PasswordInput } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../app/connection/problem.ts';
import { query } from '../app/data/queries.ts';
import { t } from '../strings/translate.ts';
import { PlainText } from './plain-text.tsx';
import { ProblemPanel } from './problem-panel.tsx';
import classes from './reconnect-form.module.css';

interface ReconnectFormProps {
  readonly app: string;
  /** The new token was tried and taken. */
  readonly onDone?: () => void;
  /** Where there is nothing else to do: the field is what one came for. */
  readonly focused?: boolean;
}

/** A new token for an app: tried before it takes the old one's place. */
export function ReconnectForm({ app, onDone, focused = false }: ReconnectFormProps): ReactNode {
  const [token, setToken] = useState('');
  const reconnect = useMutation(
    query.apps.reconnect.mutationOptions({
      onSuccess: () => {
        setToken('');
        onDone?.();
      },
    }),
  );
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (token.trim() !== '' && !reconnect.isPending) reconnect.mutate({ app, token: token.trim() });
      }}
    >
      <p className={classes.text}>{t('settings.reconnect.text')}</p>
      <PasswordInput
        label={t('settings.reconnect.token')}
        value={token}
        maxLength={10_000}
        autoComplete="off"
        spellCheck={false}
        visibilityToggleButtonProps={{ 'aria-label': t('settings.reconnect.show') }}
        onChange={(event) => setToken(event.currentTarget.value)}
        {...(focused ? { 'data-autofocus': true } : {})}
      />
      <div>
        <Button type="submit" variant={focused ? 'filled' : 'default'} disabled={token.trim() === ''} loading={reconnect.isPending}>
          {t('settings.reconnect.button')}
        </Button>
      </div>
      {reconnect.error === null ? null : <ProblemPanel problem={toProblem(reconnect.error)} />}
      {reconnect.data === undefined ? null : (
        <div role="status">
          <p className={classes.done}>
            <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
            <span>{t('settings.reconnect.done', { tables: t('count.tables', { count: reconnect.data.entities.length }) })}</span>
          </p>
          {reconnect.data.notes.map((note) => (
            <p key={note} className={classes.text}>
              <PlainText value={note} longest={400} expandable />
            </p>
          ))}
        </div>
      )}
    </form>
  );
}
