import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatDuration } from '../strings/numbers.ts';

/** A size, in the unit a person reads best. */
export function Bytes({ value }: { readonly value: number }): ReactNode {
  return <span title={`${formatCount(value)} B`}>{formatBytes(value)}</span>;
}

export function Count({ value }: { readonly value: number }): ReactNode {
  return <span>{formatCount(value)}</span>;
}

export function Duration({ ms }: { readonly ms: number }): ReactNode {
  return <span>{formatDuration(ms)}</span>;
}
