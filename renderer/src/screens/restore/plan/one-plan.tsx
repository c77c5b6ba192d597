import { IconInfoCircle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Run } from '../../../app/data/use-run.ts';
import { Card } from '../../../components/card.tsx';
import { PlainText } from '../../../components/plain-text.tsx';
import { node, withNodes } from '../../../components/with-nodes.tsx';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import { IncidentSentence } from '../incident-sentence.tsx';
import { GoodBackup } from '../incident-span.tsx';
import { LeftAlone } from '../left-alone.tsx';
import classes from '../restore.module.css';
import { Conflicts } from './conflicts.tsx';
import type { LeftOut, Plan } from './left-out.ts';
import { PlanTable } from './plan-table.tsx';
import { PlanUploads } from './plan-uploads.tsx';

/** Records whose values come back although the app has newer ones. */
export type Overwritten = readonly NonNullable<Extract<Run['request'], { kind: 'restore-plan' }>['overwrite']>[number][];

interface OnePlanProps {
  readonly app: string;
  readonly plan: Plan;
  /** Which of several it is. */
  readonly part: { readonly at: number; readonly of: number } | undefined;
  readonly left: LeftOut;
  readonly onChange: (left: LeftOut) => void;
  readonly onOverwrite: (more: Overwritten) => void;
}

/** What one plan brings back of one backup, what it leaves alone and what is worth knowing. */
export function OnePlan({ app, plan, part, left, onChange, onOverwrite }: OnePlanProps): ReactNode {
  const [taken, setTaken] = useState<ReadonlyMap<string, ReadonlySet<string>>>(new Map());
  return (
    <>
      <Story plan={plan} part={part} />
      {plan.records === 0 ? null : (
        <Card title={t('restore.plan.tables')} aside={t('restore.plan.tables.untick')} flush>
          <ul className={classes.tables}>
            {plan.tables.map((table) => (
              <PlanTable key={table.name} app={app} plan={plan} table={table} left={left} onChange={onChange} />
            ))}
            {plan.uploads === undefined ? null : <PlanUploads uploads={plan.uploads} />}
          </ul>
        </Card>
      )}
      <LeftAlone
        groups={plan.leftAlone}
        conflicts={({ table }, index) => {
          const chosen = taken.get(table) ?? new Set<string>();
          return (
            <Conflicts
              app={app}
              plan={plan.id}
              index={index}
              chosen={chosen}
              onChoose={(id, isChosen) => {
                const next = new Set(chosen);
                if (isChosen) next.add(id);
                else next.delete(id);
                setTaken(new Map(taken).set(table, next));
              }}
              onApply={chosen.size === 0 ? undefined : () => onOverwrite([{ table, ids: [...chosen] }])}
            />
          );
        }}
      />
      <Cannot plan={plan} />
      <Notes plan={plan} />
    </>
  );
}

/** What it makes good, and of which backup it is. */
function Story({ plan: { incidents = [], backup }, part }: { readonly plan: Plan; readonly part: OnePlanProps['part'] }): ReactNode {
  if (part === undefined && incidents.length === 0) return null;
  return (
    <section className={classes.story} aria-label={part === undefined ? t('restore.plan.story') : t('restore.plan.part', part)}>
      {part === undefined ? null : <h2 className={classes.storyTitle}>{t('restore.plan.part', part)}</h2>}
      <ul className={classes.storyList}>
        {incidents.map((incident) => (
          <li key={incident.id}>
            <IncidentSentence incident={incident} />
          </li>
        ))}
      </ul>
      <p className={classes.quiet}>
        <GoodBackup backup={backup} />
      </p>
    </section>
  );
}

function Cannot({ plan: { cannot } }: { readonly plan: Plan }): ReactNode {
  if (cannot.length === 0) return null;
  return (
    <Card title={t('restore.plan.cannot')}>
      <ul className={classes.list}>
        {cannot.map(({ what, why, nextStep }) => (
          <li key={what}>
            <strong>
              <PlainText value={what} longest={80} />
            </strong>
            : {visible(why, 400)} {visible(nextStep, 400)}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Notes({ plan: { notes, references } }: { readonly plan: Plan }): ReactNode {
  if (notes.length + references.length === 0) return null;
  return (
    <Card title={t('restore.plan.notes')}>
      <ul className={classes.reasons}>
        {references.map(({ table, field, targets }) => (
          <Note key={`${table} ${field}`}>
            {withNodes(t('restore.plan.references', { table: node('table'), field: node('field'), targets: node('targets') }), {
              table: <PlainText value={table} longest={60} />,
              field: <PlainText value={field} longest={60} />,
              targets: <PlainText value={targets.join(', ')} longest={120} />,
            })}
          </Note>
        ))}
        {notes.map((note) => (
          <Note key={note}>
            <PlainText value={note} longest={600} expandable />
          </Note>
        ))}
      </ul>
    </Card>
  );
}

function Note({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <li className={classes.reason}>
      <IconInfoCircle size="1rem" stroke={1.75} className={classes.reasonSign} aria-hidden />
      <span>{children}</span>
    </li>
  );
}
