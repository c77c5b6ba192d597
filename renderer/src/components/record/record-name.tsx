import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { query } from '../../app/data/queries.ts';
import { visible } from '../../strings/visible.ts';
import { callOf } from './fields.ts';
import classes from './record-name.module.css';

interface RecordNameProps {
  readonly app: string;
  /** Where the record can be looked up; `live` = nowhere. */
  readonly backup: string;
  readonly table: string;
  readonly id: string;
}

const restMs = 120;

/** A record by what a person calls it. Looked up once it rests in sight: scrolling past thousands asks for none of them. */
export function RecordName({ app, backup, table, id }: RecordNameProps): ReactNode {
  const [rests, setRests] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRests(true), restMs);
    return () => clearTimeout(timer);
  }, []);
  const { data } = useQuery(query.data.record.queryOptions({ input: { app, backup, table, id }, enabled: rests && backup !== 'live', retry: false }));
  return <NamedRecord id={id} json={data?.record?.json} />;
}

/** The same, of a record that is at hand. */
export function NamedRecord({ id, json }: { readonly id: string; readonly json: string | undefined }): ReactNode {
  const name = json === undefined ? undefined : callOf(json);
  return (
    <>
      <bdi className={classes.name}>{visible(name ?? id, 80)}</bdi>
      {name === undefined || name === id ? null : <bdi className={classes.id}>{visible(id, 80)}</bdi>}
    </>
  );
}
