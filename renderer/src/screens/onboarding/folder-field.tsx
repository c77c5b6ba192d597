import { Button, TextInput } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { desktop } from '../../app/connection/client.ts';
import { desktopQuery } from '../../app/data/queries.ts';
import { t } from '../../strings/translate.ts';
import classes from './step.module.css';

interface FolderFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly onChange: (path: string) => void;
  readonly error?: ReactNode;
}

/** A folder on this computer: chosen in the system's dialog where there is one, typed or pasted everywhere. */
export function FolderField({ label, description, value, onChange, error }: FolderFieldProps): ReactNode {
  const { data: about } = useQuery(desktopQuery.about.queryOptions());
  const example = about?.platform === 'windows' ? 'C:\\Users\\maya\\Backups' : about?.platform === 'mac' ? '/Users/maya/Backups' : '/home/maya/Backups';
  return (
    <div className={classes.row}>
      <TextInput className={classes.grow ?? ''} label={label} description={description} placeholder={example} value={value} onChange={(event) => onChange(event.currentTarget.value)} error={error} spellCheck={false} autoComplete="off" />
      {about?.can.pickFolder === true ? (
        <Button
          variant="default"
          leftSection={<IconFolder size="1rem" aria-hidden />}
          onClick={() => {
            void desktop.pickFolder({ title: label, ...(value === '' ? {} : { start: value }) }).then(
              ({ path }) => path !== null && onChange(path),
              () => undefined,
            );
          }}
        >
          {t('common.choose-folder')}
        </Button>
      ) : null}
    </div>
  );
}
