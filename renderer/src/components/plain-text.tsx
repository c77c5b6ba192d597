import { UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { t } from '../strings/translate.ts';
import { visible } from '../strings/visible.ts';
import classes from './plain-text.module.css';

/**
 * A value that comes from somebody else (a table's name, a record's field): only ever text, kept to itself in its direction
 * of writing, control characters shown, cut when very long. Use it for everything the engine passes on from an app.
 */
export function PlainText({ value, longest = 300, expandable = false }: { readonly value: string; readonly longest?: number; readonly expandable?: boolean }): ReactNode {
  const [whole, setWhole] = useState(false);
  const isCut = value.length > longest;
  return (
    <>
      <bdi className={classes.text}>{visible(value, whole ? Number.MAX_SAFE_INTEGER : longest)}</bdi>
      {expandable && isCut ? (
        <UnstyledButton className={classes.more} onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {t(whole ? 'common.show-less' : 'common.show-all')}
        </UnstyledButton>
      ) : null}
    </>
  );
}
