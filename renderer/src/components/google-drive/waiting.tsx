import { Anchor, Button, Group, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../strings/translate.ts';
import classes from './google-drive.module.css';
import { useTakeFocus } from './take-focus.ts';

/** What there is to do meanwhile: a browser may have refused to open a page by itself. */
export function Waiting({ address, onStop }: { readonly address: string; readonly onStop: () => void }): ReactNode {
  const stop = useTakeFocus<HTMLButtonElement>();
  return (
    <div className={classes.waiting}>
      <div role="status" className={classes.waitingWords}>
        <Loader size="sm" aria-hidden />
        <div>
          <h3 className={classes.title}>{t('drive.waiting.title')}</h3>
          <p className={classes.text}>{t('drive.waiting.text')}</p>
        </div>
      </div>
      <Group gap="lg">
        <Anchor href={address} target="_blank" rel="noopener noreferrer" fz="sm" fw={600}>
          {t('drive.waiting.open')}
        </Anchor>
        <Button ref={stop} variant="default" onClick={onStop}>
          {t('drive.waiting.cancel')}
        </Button>
      </Group>
    </div>
  );
}
