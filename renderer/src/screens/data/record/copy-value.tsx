import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../../strings/translate.ts';
import classes from './record.module.css';

/** Copies one value; quiet until it is hovered or focused. */
export function CopyValue({ value, label }: { readonly value: string; readonly label: string }): ReactNode {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('common.copied') : label}>
          <ActionIcon className={classes.copy} variant="subtle" size="sm" onClick={copy} aria-label={label}>
            {copied ? <IconCheck size="0.875rem" /> : <IconCopy size="0.875rem" />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
