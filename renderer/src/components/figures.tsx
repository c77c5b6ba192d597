import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../strings/numbers.ts';

/** A size, in the unit a person reads best. */
export function Bytes({ value }: { readonly value: number }): ReactNode {
  return <span title={`${formatCount(value)} B`}>{formatBytes(value)}</span>;
}
