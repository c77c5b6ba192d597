import { Button, TextInput } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { desktop } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { desktopQuery } from '../../../app/data/queries.ts';
import { t } from '../../../strings/translate.ts';
import classes from './leaving.module.css';

/** The folder to write into: chosen in the system's dialog where there is one, typed everywhere, or left to Holdfast. */
export function FolderChoice({ value, onChange }: { readonly value: string; readonly onChange: (path: string) => void }): ReactNode {
  const { data: about } = useQuery(desktopQuery.about.queryOptions());
  const pick = useMutation({
    mutationFn: () => desktop.pickFolder({ title: t('leaving.folder.choose'), ...(value === '' ? {} : { start: value }) }),
    onSuccess: ({ path }) => {
      if (path !== null) onChange(path);
    },
  });
  return (
    <div className={classes.folder}>
      <TextInput
        className={classes.path ?? ''}
        label={t('leaving.folder')}
        description={t('leaving.folder.text')}
        value={value}
        maxLength={4096}
        spellCheck={false}
        autoComplete="off"
        error={pick.error === null ? undefined : toProblem(pick.error).message}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {about?.can.pickFolder === true ? (
        <Button variant="default" leftSection={<IconFolder size="1rem" aria-hidden />} onClick={() => pick.mutate()}>
          {t('common.choose-folder')}
        </Button>
      ) : null}
    </div>
  );
}
