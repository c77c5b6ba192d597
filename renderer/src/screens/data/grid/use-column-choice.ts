import { useCallback, useState } from 'react';
import { type ColumnChoice, readChoice } from './columns.ts';

/** Hidden columns and widths of a table, remembered on this computer. */
export function useColumnChoice(app: string, table: string): readonly [ColumnChoice, (change: (before: ColumnChoice) => ColumnChoice) => void] {
  const key = `holdfast-columns ${app} ${table}`;
  const [choice, setChoice] = useState(() => readChoice(localStorage.getItem(key)));
  const change = useCallback(
    (next: (before: ColumnChoice) => ColumnChoice) =>
      setChoice((before) => {
        const after = next(before);
        try {
          localStorage.setItem(key, JSON.stringify(after));
        } catch {
          // Storage is full or off: the choice holds until the page is closed.
        }
        return after;
      }),
    [key],
  );
  return [choice, change];
}
