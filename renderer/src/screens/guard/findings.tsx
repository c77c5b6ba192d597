import { IconAlertTriangle, IconArrowBackUp, IconArrowsDiff, IconCircleCheck, IconCircleX, type Icon } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { useNow } from '../../components/when.tsx';
import { clockTime } from '../../strings/age.ts';
import { t } from '../../strings/translate.ts';
import { findingText, wordsOfFinding } from './finding-words.ts';
import { FindingSentence } from './finding-sentence.tsx';
import classes from './guard.module.css';
import type { GuardFinding, GuardSession } from './sentence.ts';

const weights = ['loss', 'look', 'normal'] as const;
const signs = { loss: IconCircleX, look: IconAlertTriangle, normal: IconCircleCheck } as const satisfies Record<(typeof weights)[number], Icon>;

/** What the last look found, the gravest first, each with a way to look at it and to make it good. */
export function Findings({ app, session }: { readonly app: string; readonly session: GuardSession }): ReactNode {
  const now = useNow();
  const { look, backup } = session;
  return (
    <Card title={t('guard.findings.title')} aside={look === undefined ? undefined : t('guard.look.as-of', { time: clockTime(look.at, now) })} flush>
      {look === undefined ? (
        <p className={classes.nothing}>{t('guard.findings.first')}</p>
      ) : (
        <>
          {look.findings.length === 0 ? (
            <p className={classes.nothing}>
              <IconCircleCheck size="1.25rem" stroke={1.75} className={classes.calm} data-unsure={look.unsure.length > 0} aria-hidden /> {t(look.unsure.length === 0 ? 'guard.findings.none' : 'guard.findings.none.unsure')}
            </p>
          ) : (
            weights.map((weight) => <Group key={weight} app={app} backup={backup?.id} weight={weight} findings={look.findings.filter((each) => each.weight === weight)} />)
          )}
          {look.unsure.length === 0 ? null : (
            <section className={classes.group}>
              <h3 className={classes.groupTitle}>{t('guard.findings.unsure')}</h3>
              <ul className={classes.lacking}>
                {look.unsure.map(({ table, why }) => (
                  <li key={table}>
                    <strong>
                      <PlainText value={table} longest={80} />
                    </strong>{' '}
                    <PlainText value={why} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          <p className={classes.foot}>{t('guard.look.as-of.span', { time: clockTime(look.at, now), records: t('count.records', { count: look.records }), tables: t('count.tables', { count: look.tables }) })}</p>
        </>
      )}
    </Card>
  );
}

interface GroupProps {
  readonly app: string;
  readonly backup: string | undefined;
  readonly weight: (typeof weights)[number];
  readonly findings: readonly GuardFinding[];
}

function Group({ app, backup, weight, findings }: GroupProps): ReactNode {
  const id = useId();
  if (findings.length === 0) return null;
  const Sign = signs[weight];
  return (
    <section className={classes.group} aria-labelledby={id}>
      <h3 id={id} className={classes.groupTitle} data-weight={weight}>
        <Sign size="1.0625rem" stroke={1.75} aria-hidden /> {t(`guard.findings.${weight}`)}
      </h3>
      <ul className={classes.findings}>
        {findings.map((finding, index) => (
          <li key={index} className={classes.finding}>
            <div className={classes.findingWords}>
              <p className={classes.what}>
                <FindingSentence finding={finding} />
              </p>
              {wordsOfFinding(finding).map((words) => (
                <p key={words} className={classes.small}>
                  {words}
                </p>
              ))}
            </div>
            {backup === undefined ? null : <FindingLinks app={app} backup={backup} finding={finding} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function FindingLinks({ app, backup, finding }: { readonly app: string; readonly backup: string; readonly finding: GuardFinding }): ReactNode {
  const compared = comparedIn(finding);
  const what = findingText(finding);
  return (
    <div className={classes.findingLinks}>
      {compared === undefined ? null : (
        <LinkButton
          variant="default"
          size="compact-md"
          to="/app/$app/compare"
          params={{ app }}
          search={{ from: backup, to: 'live', table: compared.table, change: compared.change }}
          leftSection={<IconArrowsDiff size="1rem" stroke={1.75} aria-hidden />}
          aria-label={t('guard.finding.compare.of', { what })}
        >
          {t('guard.finding.compare')}
        </LinkButton>
      )}
      {finding.kind === 'incident' ? (
        <LinkButton
          size="compact-md"
          to="/app/$app/restore"
          params={{ app }}
          search={{ step: 'plan', incidents: [finding.incident.id] }}
          leftSection={<IconArrowBackUp size="1rem" stroke={1.75} aria-hidden />}
          aria-label={t('guard.finding.bring-back.of', { what })}
        >
          {t('guard.finding.bring-back')}
        </LinkButton>
      ) : null}
    </div>
  );
}

/** Where Compare shows the records of it. */
function comparedIn(finding: GuardFinding): { readonly table: string; readonly change: 'created' | 'changed' | 'deleted' } | undefined {
  switch (finding.kind) {
    case 'incident': {
      const [first] = finding.incident.tables;
      if (first === undefined || first.records === 0) return undefined;
      return { table: first.name, change: finding.incident.kind === 'records-deleted' || finding.incident.kind === 'table-gone' ? 'deleted' : 'changed' };
    }
    case 'renamed':
    case 'edited':
      return { table: finding.table, change: 'changed' };
    case 'type':
      return finding.records === 0 ? undefined : { table: finding.table, change: 'changed' };
    case 'machine-made':
    case 'created':
      return { table: finding.table, change: 'created' };
    case 'schema':
      return undefined;
  }
}
