import { Button } from '@mantine/core';
import { type Icon, IconCirclePlus, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Answers } from '../../../app/connection/client.ts';
import { toProblem } from '../../../app/connection/problem.ts';
import { query } from '../../../app/data/queries.ts';
import { useApps } from '../../../app/use-app.ts';
import { LinkButton } from '../../../components/links.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { ProblemPanel } from '../../../components/problem-panel.tsx';
import { SkeletonLines } from '../../../components/skeletons.tsx';
import { formatExactly } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import { formatMoment } from '../as-of.ts';
import type { Field } from '../grid/columns.ts';
import { changedFields, type FieldChange, parseFields } from '../model/records.ts';
import { FieldValue } from './record-fields.tsx';
import classes from './record.module.css';

type Version = Answers['data']['history']['versions'][number];

interface RecordHistoryProps {
  readonly app: string;
  readonly table: string;
  readonly id: string;
  readonly columns: readonly Field[];
  /** The backup that is looked at. */
  readonly shown: string;
  readonly onBackup: (backup: string) => void;
}

const signs = { 'first-seen': IconHistory, created: IconCirclePlus, changed: IconPencil, deleted: IconTrash } as const satisfies Record<Version['change'], Icon>;

/** A record's life through the backups, newest first: what changed each time, side by side. */
export function RecordHistory({ app, table, id, columns, shown, onBackup }: RecordHistoryProps): ReactNode {
  const { data, error, refetch } = useQuery(query.data.history.queryOptions({ input: { app, table, id } }));
  const { apps } = useApps();
  if (error !== null) return <ProblemPanel problem={toProblem(error)} action={{ label: t('common.try-again'), onClick: () => void refetch() }} />;
  if (data === undefined) return <SkeletonLines lines={5} />;
  const { versions } = data;
  const canRestore = apps?.find(({ name }) => name === app)?.platform !== 'opened';
  return (
    <>
      {versions.length === 0 ? <p className={classes.note}>{t('data.history.none')}</p> : null}
      <ol className={classes.versions}>
        {versions.map((version, index) => (
          <VersionEntry key={`${version.backup} ${version.change}`} app={app} table={table} id={id} version={version} changes={changesOf(versions, index)} canRestore={canRestore} columns={columns} shown={shown} onBackup={onBackup} />
        ))}
      </ol>
      <p className={classes.note}>{t('data.history.note')}</p>
    </>
  );
}

interface VersionEntryProps extends RecordHistoryProps {
  readonly version: Version;
  readonly changes: readonly FieldChange[];
  readonly canRestore: boolean;
}

function VersionEntry({ app, table, id, version, changes, canRestore, columns, shown, onBackup }: VersionEntryProps): ReactNode {
  const Sign = signs[version.change];
  return (
    <li className={classes.version} data-change={version.change}>
      <Sign size="1.125rem" stroke={1.75} className={classes.sign} aria-hidden />
      <div className={classes.versionBody}>
        <div className={classes.versionHead}>
          <b>{version.change === 'changed' ? t('data.history.changed', { count: changes.length }) : t(`data.history.${version.change}`)}</b>
          <time dateTime={version.startedAt} title={formatExactly(version.startedAt)}>
            {formatMoment(version.startedAt)}
          </time>
          {version.change === 'deleted' || !canRestore ? null : (
            <LinkButton variant="subtle" size="compact-xs" to="/app/$app/restore" params={{ app }} search={{ step: 'plan', backup: version.backup, table, records: [id] }}>
              {t('restore.from-history')}
            </LinkButton>
          )}
          {version.backup === shown ? <span className={classes.small}>{t('data.history.this')}</span> : version.change === 'deleted' ? null : (
            <Button variant="subtle" size="compact-xs" onClick={() => onBackup(version.backup)}>
              {t('data.history.see')}
            </Button>
          )}
        </div>
        {version.change === 'deleted' ? <p className={classes.small}>{t('data.history.deleted.text')}</p> : null}
        {changes.length === 0 ? null : (
          <table className={classes.changes}>
            <thead>
              <tr>
                <th scope="col">{t('data.history.field')}</th>
                <th scope="col">{t('data.history.before')}</th>
                <th scope="col">{t('data.history.after')}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ field, before, after }) => {
                const type = columns.find(({ name }) => name === field)?.type;
                return (
                  <tr key={field}>
                    <th scope="row">
                      <PlainText value={field} longest={60} />
                    </th>
                    <td>
                      <FieldValue value={before} type={type} />
                    </td>
                    <td>
                      <FieldValue value={after} type={type} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
    </li>
  );
}

/** What differs from the version before it; nothing for the first, and for a deletion. */
function changesOf(versions: readonly Version[], index: number): readonly FieldChange[] {
  const [newer, older] = [versions[index]?.json, versions[index + 1]?.json];
  return newer === undefined || older === undefined ? [] : changedFields(parseFields(older), parseFields(newer));
}
