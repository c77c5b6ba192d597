import { CloseButton, TextInput } from '@mantine/core';
import { IconKey, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import classes from './find.module.css';

interface WithinBoxProps {
  readonly table: string;
  readonly isReady: boolean;
  readonly within: string;
  readonly onWithin: (words: string) => void;
  readonly onId: (id: string) => void;
}

const pauseMs = 150;

/** Words looked for in one table. Where the backup is not searchable, a record is opened by its id: that always works. */
export function WithinBox({ table, isReady, within, onWithin, onId }: WithinBoxProps): ReactNode {
  const [typed, setTyped] = useTyped(isReady ? within : '', isReady ? onWithin : undefined, pauseMs);
  const label = isReady ? t('data.within', { table: visible(table, 30) }) : t('data.find-id');
  return (
    <TextInput
      className={classes.within}
      size="sm"
      type="search"
      leftSection={isReady ? <IconSearch size="1rem" stroke={1.75} aria-hidden /> : <IconKey size="1rem" stroke={1.75} aria-hidden />}
      placeholder={label}
      aria-label={label}
      maxLength={500}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setTyped('');
        if (event.key === 'Enter' && !isReady && typed.trim() !== '') onId(typed.trim());
      }}
      rightSection={typed === '' ? null : <CloseButton size="sm" aria-label={t('data.within.clear')} onClick={() => setTyped('')} />}
    />
  );
}

/** What is being typed, told on after a pause; what comes from elsewhere (Back, a link) replaces it. */
export function useTyped(known: string, tell: ((words: string) => void) | undefined, afterMs: number): readonly [string, (typed: string) => void] {
  const [typed, setTyped] = useState(known);
  const told = useRef(known);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const teller = useRef(tell);
  teller.current = tell;
  useEffect(() => {
    if (known === told.current) return;
    told.current = known;
    clearTimeout(timer.current);
    setTyped(known);
  }, [known]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => {
        const words = text.trim();
        if (words === told.current) return;
        told.current = words;
        teller.current?.(words);
      },
      text === '' ? 0 : afterMs,
    );
  };
  return [typed, type];
}
