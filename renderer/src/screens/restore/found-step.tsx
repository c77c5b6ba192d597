import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconCheck, IconColumnRemove, IconEraser, IconLifebuoy, IconTableOff, IconTrash, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { query } from '../../app/data/queries.ts';
import { type AskedRun, useAskedRun } from '../../app/data/use-asked-run.ts';
import { Card } from '../../components/card.tsx';
import { LinkButton } from '../../components/links.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { useNow, When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { formatMoment } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import type { SearchDoor } from './address.ts';
import { IncidentSentence } from './incident-sentence.tsx';
import { IncidentSpan } from './incident-span.tsx';
import { type Incident, type IncidentsResult, sorted } from './incidents.ts';
import { LostRecords } from './lost-records.tsx';
import { RestoreTrail } from './restore-trail.tsx';
import classes from './restore.module.css';

interface FoundStepProps {
  readonly app: string;
  readonly door: SearchDoor;
  /** Ids of the incidents that are ticked; undefined until somebody ticked or unticked one. */
  readonly ticked: readonly string[] | undefined;
}

/** What was lost, each with the last backup that has it; and the truth where nothing was found, or the app could not be asked. */
export function FoundStep({ app, door, ticked }: FoundStepProps): ReactNode {
  const asked = useAskedRun({ kind: 'incidents', app });
  const result = asked.run?.result?.kind === 'incidents' ? asked.run.result : undefined;
  return (
    <Screen title={t('restore.title')} app={app} place="found" sentence={<span role="status">{sentenceOf(asked, result)}</span>}>
      <RestoreTrail at="found" />
      {result === undefined ? <Looking app={app} asked={asked} /> : <Found app={app} door={door} ticked={ticked} result={result} readAt={asked.run?.endedAt} again={asked.again} />}
    </Screen>
  );
}

function sentenceOf({ run, problem }: AskedRun, result: IncidentsResult | undefined): string {
  if (result === undefined) return t(problem !== undefined ? 'restore.found.sentence.failed' : run?.state === 'cancelled' ? 'restore.found.stopped' : 'restore.found.sentence.looking');
  if (result.incidents.length > 0) return t('restore.found.sentence', { count: result.incidents.length });
  return t(result.problem === undefined ? 'restore.found.sentence.none' : 'restore.found.sentence.unasked');
}

function Looking({ app, asked: { run, problem, again } }: { readonly app: string; readonly asked: AskedRun }): ReactNode {
  const isOver = problem !== undefined || run?.state === 'cancelled';
  return (
    <>
      <Card>
        {problem === undefined ? null : <ProblemPanel problem={problem} action={{ label: t('restore.found.again'), onClick: again }} />}
        {run?.state === 'running' ? <RunProgress run={run} phases="none" /> : null}
        {isOver ? null : <SkeletonLines lines={4} />}
        {problem === undefined && isOver ? <Button onClick={again}>{t('restore.found.again')}</Button> : null}
      </Card>
      <Buttons app={app} />
    </>
  );
}

interface FoundProps extends FoundStepProps {
  readonly result: IncidentsResult;
  readonly readAt: string | undefined;
  readonly again: () => void;
}

function Found({ app, door, ticked, result, readAt, again }: FoundProps): ReactNode {
  const navigate = useNavigate();
  const [looked, setLooked] = useState<string>();
  const { fitting, others } = sorted(result.incidents, door);
  const all = [...fitting, ...others];
  const [first] = all;
  const chosen = ticked === undefined ? all.slice(0, 1) : all.filter(({ id }) => ticked.includes(id));
  const shown = all.find(({ id }) => id === looked) ?? chosen[0] ?? first;
  const unasked =
    result.problem === undefined ? null : (
      <ProblemPanel
        tone="attention"
        problem={{ message: result.problem.message, nextStep: `${result.problem.nextStep} ${t(all.length === 0 ? 'restore.found.unasked.none' : 'restore.found.unasked.some')}` }}
        action={{ label: t('restore.found.again'), onClick: again }}
      />
    );
  if (shown === undefined) {
    return (
      <>
        {unasked ?? <Nothing app={app} oldest={result.oldest} />}
        <Buttons app={app} hint={<ReadAt at={result.problem === undefined ? readAt : undefined} again={again} />}>
          {result.problem === undefined ? (
            <LinkButton to="/app/$app/compare" params={{ app }}>
              {t('restore.found.compare')}
            </LinkButton>
          ) : (
            <LinkButton to="/app/$app/data" params={{ app }}>
              {t('restore.found.open-copy')}
            </LinkButton>
          )}
        </Buttons>
      </>
    );
  }
  const ids = chosen.map(({ id }) => id);
  const tick = (incident: string, isIn: boolean): void => {
    setLooked(incident);
    const incidents = isIn ? [...ids, incident] : ids.filter((id) => id !== incident);
    void navigate({ to: '/app/$app/restore', params: { app }, search: { step: 'found', door, incidents }, replace: true });
  };
  const lists = { ticked: ids, onTick: tick };
  return (
    <>
      {unasked}
      <div className={classes.found}>
        <div className={classes.losses}>
          {all.length === 1 ? null : <p className={classes.quiet}>{t('restore.found.tick')}</p>}
          <Losses label={t('restore.found.list')} incidents={fitting} {...lists} />
          {others.length === 0 ? null : <Losses label={t('restore.found.others')} hasTitle incidents={others} {...lists} />}
        </div>
        <LostRecords key={shown.id} app={app} incident={shown} onForgotten={again} />
      </div>
      <Buttons app={app} hint={<ReadAt at={result.problem === undefined ? readAt : undefined} again={again} />}>
        {chosen.length === 0 ? (
          <Button disabled>{t('restore.found.next.none')}</Button>
        ) : (
          <LinkButton to="/app/$app/restore" params={{ app }} search={{ step: 'plan', door, incidents: ids }} rightSection={<IconArrowRight size="1rem" aria-hidden />}>
            {t('restore.found.next')}
          </LinkButton>
        )}
      </Buttons>
    </>
  );
}

const signs: Readonly<Record<Incident['kind'], Icon>> = { 'records-deleted': IconTrash, 'table-gone': IconTableOff, 'field-gone': IconColumnRemove, 'fields-blanked': IconEraser, 'fields-overwritten': IconEraser };

interface LossesProps {
  readonly label: string;
  readonly hasTitle?: boolean;
  readonly incidents: readonly Incident[];
  readonly ticked: readonly string[];
  readonly onTick: (id: string, ticked: boolean) => void;
}

function Losses({ label, hasTitle = false, incidents, ticked, onTick }: LossesProps): ReactNode {
  if (incidents.length === 0) return null;
  return (
    <div>
      {hasTitle ? <h2 className={classes.others}>{label}</h2> : null}
      <div role="group" aria-label={label} className={classes.group}>
        {incidents.map((incident) => (
          <Loss key={incident.id} incident={incident} isTicked={ticked.includes(incident.id)} onTick={(isIn) => onTick(incident.id, isIn)} />
        ))}
      </div>
    </div>
  );
}

function Loss({ incident, isTicked, onTick }: { readonly incident: Incident; readonly isTicked: boolean; readonly onTick: (ticked: boolean) => void }): ReactNode {
  const Sign = signs[incident.kind];
  return (
    <label className={classes.loss} data-chosen={isTicked}>
      <input type="checkbox" className={classes.hidden} checked={isTicked} onChange={(event) => onTick(event.currentTarget.checked)} />
      <span className={classes.tick} data-ticked={isTicked} aria-hidden>
        {isTicked ? <IconCheck size="0.875rem" stroke={3} /> : null}
      </span>
      <span className={classes.lossWords}>
        <span className={classes.lossTitle}>
          <Sign size="1rem" stroke={1.75} className={classes.lossSign} data-kind={incident.kind} aria-hidden /> <IncidentSentence incident={incident} />
        </span>
        <span className={classes.lossText}>
          <IncidentSpan incident={incident} />
        </span>
      </span>
    </label>
  );
}

function Nothing({ app, oldest }: { readonly app: string; readonly oldest: string | undefined }): ReactNode {
  const now = useNow();
  const { data } = useQuery(query.backups.list.queryOptions({ input: { app } }));
  const startedAt = data?.backups.find(({ id }) => id === oldest)?.startedAt;
  return (
    <Card>
      <p className={classes.text}>{t('restore.found.none', { since: startedAt === undefined ? '' : t('restore.found.none.since', { when: formatMoment(startedAt, now) }) })}</p>
      <p className={classes.text}>{t('restore.found.none.single')}</p>
    </Card>
  );
}

/** Of when it is what is said here. */
function ReadAt({ at, again }: { readonly at: string | undefined; readonly again: () => void }): ReactNode {
  return (
    <>
      <IconLifebuoy size="1rem" stroke={1.75} aria-hidden />
      <span>
        {t('restore.found.safe')} {at === undefined ? null : withNodes(t('restore.found.read', { when: node('when') }), { when: <When at={at} /> })}
      </span>
      {at === undefined ? null : (
        <Button variant="subtle" size="compact-sm" onClick={again}>
          {t('restore.found.again')}
        </Button>
      )}
    </>
  );
}

function Buttons({ app, hint, children }: { readonly app: string; readonly hint?: ReactNode; readonly children?: ReactNode }): ReactNode {
  return (
    <div className={classes.buttons}>
      <Button variant="default" leftSection={<IconArrowLeft size="1rem" aria-hidden />} renderRoot={(props) => <Link to="/app/$app/restore" params={{ app }} {...props} />}>
        {t('common.back')}
      </Button>
      <span className={classes.hint}>
        {hint}
      </span>
      {children}
    </div>
  );
}
