import { CloseButton, Switch, TextInput, Tooltip } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../../strings/translate.ts';
import { focusFirstHit } from './hit-focus.ts';
import { useTyped } from './within-box.tsx';
import classes from './find.module.css';

interface SearchBoxProps {
  readonly words: string;
  readonly everywhen: boolean;
  readonly isReady: boolean;
  readonly onWords: (words: string) => void;
  readonly onEverywhen: (on: boolean) => void;
}

/** Short enough to feel like none, long enough that a fast typist asks once per word. */
const pauseMs = 60;

/** Words looked for in every table of the backup, or of all backups. */
export function SearchBox({ words, everywhen, isReady, onWords, onEverywhen }: SearchBoxProps): ReactNode {
  const [typed, setTyped] = useTyped(words, onWords, pauseMs);
  return (
    <div className={classes.search} role="search">
      <TextInput
        className={classes.searchInput}
        type="search"
        leftSection={<IconSearch size="1.125rem" stroke={1.75} aria-hidden />}
        placeholder={t('data.search.placeholder')}
        aria-label={t('data.search')}
        maxLength={500}
        disabled={!isReady}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('');
          else if (event.key === 'ArrowDown' && focusFirstHit()) event.preventDefault();
        }}
        rightSection={typed === '' ? null : <CloseButton size="sm" aria-label={t('data.search.clear')} onClick={() => setTyped('')} />}
      />
      <Tooltip label={t('data.search.everywhen.text')}>
        <Switch className={classes.everywhen} label={t('data.search.everywhen')} checked={everywhen} disabled={!isReady || typed === ''} onChange={(event) => onEverywhen(event.currentTarget.checked)} />
      </Tooltip>
    </div>
  );
}
