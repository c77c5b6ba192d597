import { Button, Checkbox } from '@mantine/core';
import { IconArrowBackUp, IconEraser, IconLink, IconPlus, IconTrash, type Icon } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { formatCount } from '../../../strings/numbers.ts';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import classes from '../restore.module.css';
import { keptInStep, keptOf, type LeftOut, outOf, type Plan, type PlanStep, tickField, tickTable } from './left-out.ts';
import { PlannedRecords } from './planned-records.tsx';

interface PlanTableProps {
  readonly app: string;
  readonly plan: Plan;
  readonly table: Plan['tables'][number];
  readonly left: LeftOut;
  readonly onChange: (left: LeftOut) => void;
}

/** One table of the plan: what happens to its records, each of which can be looked at and unticked. */
export function PlanTable({ app, plan, table, left, onChange }: PlanTableProps): ReactNode {
  const { whole } = outOf(left, table.name);
  const kept = keptOf(left, table);
  return (
    <li className={classes.table} data-out={whole}>
      <div className={classes.tableHead}>
        {table.records === 0 ? (
          <bdi className={classes.tableName}>{visible(table.name, 60)}</bdi>
        ) : (
          <Checkbox
            checked={kept > 0}
            indeterminate={kept > 0 && kept < table.records}
            onChange={(event) => onChange(tickTable(left, table.name, event.currentTarget.checked))}
            label={<bdi className={classes.tableName}>{visible(table.name, 60)}</bdi>}
            aria-label={t('restore.plan.take', { table: table.name })}
          />
        )}
        <span className={classes.tableCount}>{table.records === 0 ? t('restore.plan.only-links') : kept === 0 ? t('restore.plan.left-out') : kept === table.records ? t('count.records', { count: kept }) : t('restore.plan.partly', { kept: formatCount(kept), count: table.records })}</span>
      </div>
      {whole ? null : (
        <ul className={classes.steps}>
          {plan.steps.map((step, index) => (step.table === table.name ? <Step key={step.kind} app={app} plan={plan.id} isOnly={plan.steps.length === 1} step={step} index={index} left={left} onChange={onChange} /> : null))}
        </ul>
      )}
    </li>
  );
}

const signs: Readonly<Record<PlanStep['kind'], Icon>> = { untrash: IconArrowBackUp, create: IconPlus, update: IconEraser, mend: IconLink, remove: IconTrash };

interface StepProps {
  readonly app: string;
  readonly plan: string;
  readonly isOnly: boolean;
  readonly step: PlanStep;
  readonly index: number;
  readonly left: LeftOut;
  readonly onChange: (left: LeftOut) => void;
}

function Step({ app, plan, isOnly, step, index, left, onChange }: StepProps): ReactNode {
  // Where there is one thing to look at, it is looked at.
  const [opened, setOpened] = useState(isOnly);
  const fieldsId = useId();
  const Sign = signs[step.kind];
  const words = t(`restore.plan.step.${step.kind}`, { count: keptInStep(left, step, index) });
  return (
    <li className={classes.planStep}>
      <div className={classes.stepHead}>
        <Sign size="1rem" stroke={1.75} className={classes.stepSign} aria-hidden />
        <span className={classes.stepWords}>{words}</span>
        <Button variant="subtle" size="compact-sm" onClick={() => setOpened(!opened)} aria-expanded={opened} aria-label={t(opened ? 'restore.plan.hide.of' : 'restore.plan.show.of', { step: words })}>
          {t(opened ? 'restore.plan.hide' : 'restore.plan.show')}
        </Button>
      </div>
      {step.kind === 'update' && step.fields.length > 0 ? (
        <div className={classes.fields} role="group" aria-labelledby={fieldsId}>
          <span id={fieldsId} className={classes.fieldsTitle}>
            {t('restore.plan.fields')}
          </span>
          {step.fields.map(({ field, records }) => (
            <Checkbox
              key={field}
              size="xs"
              checked={!outOf(left, step.table).fields.has(field)}
              onChange={(event) => onChange(tickField(left, step.table, field, event.currentTarget.checked))}
              label={
                <>
                  <bdi>{visible(field, 60)}</bdi> <span className={classes.fieldCount}>{formatCount(records)}</span>
                </>
              }
            />
          ))}
        </div>
      ) : null}
      {opened ? <PlannedRecords app={app} plan={plan} step={step} index={index} left={left} onChange={onChange} /> : null}
    </li>
  );
}
