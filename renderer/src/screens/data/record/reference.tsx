import { Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowUpRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { engine } from '../../../app/connection/client.ts';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import { nameOf, parseFields } from '../model/records.ts';
import classes from './record.module.css';

interface ReferenceProps {
  readonly app: string;
  readonly backup: string;
  readonly id: string;
  /** Tables it may be in, the likeliest first. */
  readonly candidates: readonly string[];
  readonly onOpen: (to: { readonly table: string; readonly id: string }) => void;
}

interface Found {
  readonly table: string;
  readonly name: string;
}

/** More tables than anyone links to: a value that is in none of the likely ones is no reference. */
const mostTables = 40;

/** Leads to the record that a value names. Looked for only when somebody points at it. */
export function Reference({ app, backup, id, candidates, onOpen }: ReferenceProps): ReactNode {
  const [wanted, setWanted] = useState(false);
  const { data, refetch } = useQuery({
    queryKey: ['reference', app, backup, id],
    queryFn: ({ signal }) => find({ app, backup, id, candidates }, signal),
    enabled: wanted,
    retry: false,
  });
  async function follow(): Promise<void> {
    setWanted(true);
    const found = data ?? (await refetch({ cancelRefetch: false })).data;
    if (found !== null && found !== undefined) onOpen({ table: found.table, id });
  }
  const label = data === undefined ? (wanted ? t('data.reference.looking') : t('data.reference.look')) : data === null ? t('data.reference.none') : t('data.reference.in', { table: data.table, name: data.name });
  return (
    <Tooltip label={label} openDelay={100}>
      <UnstyledButton className={classes.reference} data-none={data === null ? true : undefined} onPointerEnter={() => setWanted(true)} onFocus={() => setWanted(true)} onClick={() => void follow()}>
        {data === null ? t('data.reference.none') : data === undefined ? t('data.reference.open') : visible(`${data.table}: ${data.name}`, 60)}
        <VisuallyHidden>{visible(id, 60)}</VisuallyHidden>
        {data === null ? null : <IconArrowUpRight size="0.875rem" aria-hidden />}
      </UnstyledButton>
    </Tooltip>
  );
}

/** null = in none of them. */
async function find({ app, backup, id, candidates }: Omit<ReferenceProps, 'onOpen'>, signal: AbortSignal): Promise<Found | null> {
  for (const table of candidates.slice(0, mostTables)) {
    const { record } = await engine.data.record({ app, backup, table, id }, { signal });
    if (record !== undefined) return { table, name: nameOf(parseFields(record.json)) ?? id };
  }
  return null;
}
