import { Button, PasswordInput } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { useStatus } from '../../app/data/status.tsx';
import type { AppInfo } from '../../app/use-app.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';

/** Where the keychain lost the key of an app: the kit has it. Nothing where it is there, or where only unlocking helps. */
export function RestoreKey({ app }: { readonly app: AppInfo }): ReactNode {
  const [typed, setTyped] = useState('');
  const restore = useMutation(query.kit.restore.mutationOptions({ onSuccess: () => setTyped('') }));
  const needs = useStatus()?.apps.find((each) => each.app === app.name)?.needs ?? [];
  const lost = needs.find((need) => need.kind === 'keychain');
  if (restore.isSuccess && lost === undefined) {
    return (
      <section className={classes.part}>
        <p className={classes.state} data-tone="safe" role="status">
          <IconCircleCheck size="1.125rem" stroke={1.75} aria-hidden />
          <span>{t('settings.give.done')}</span>
        </p>
      </section>
    );
  }
  if (lost === undefined) return null;
  const canBeGiven = lost.state === 'missing' || lost.state === 'changed';
  return (
    <section className={classes.part}>
      <ProblemPanel problem={lost.error} />
      {canBeGiven ? (
        <form
          className={classes.part}
          onSubmit={(event) => {
            event.preventDefault();
            if (typed.trim() !== '' && !restore.isPending) restore.mutate({ app: app.name, key: typed });
          }}
        >
          <h3>{t('settings.give')}</h3>
          <p className={classes.text}>{t('settings.give.text')}</p>
          <PasswordInput
            label={t('settings.give.key')}
            value={typed}
            maxLength={10_000}
            autoComplete="off"
            spellCheck={false}
            visibilityToggleButtonProps={{ 'aria-label': t('settings.give.show') }}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {restore.error === null ? null : <ProblemPanel problem={toProblem(restore.error)} />}
          <div>
            <Button type="submit" disabled={typed.trim() === ''} loading={restore.isPending}>
              {t('settings.give.button')}
            </Button>
          </div>
        </form>
      ) : null}
    </section>
  );
}
