import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../strings/translate.ts';
import { visible } from '../strings/visible.ts';
import classes from './copyable-text.module.css';

/** A path, an id or a command, with a button that copies it. */
export function CopyableText({ value }: { readonly value: string }): ReactNode {
  return (
    <span className={classes.copyable}>
      <bdi className={classes.value}>{visible(value)}</bdi>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={t(copied ? 'common.copied' : 'common.copy')}>
            <ActionIcon variant="subtle" size="sm" onClick={copy} aria-label={`${t(copied ? 'common.copied' : 'common.copy')}: ${visible(value, 60)}`}>
              {copied ? <IconCheck size="1rem" /> : <IconCopy size="1rem" />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  );
}
