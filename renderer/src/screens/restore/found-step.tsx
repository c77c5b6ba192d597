import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconColumnRemove, IconEraser, IconLifebuoy, IconTableOff, IconTrash, type Icon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
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
import { capital, formatMoment, formatSpan } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import type { SearchDoor } from './address.ts';
import { IncidentSentence } from './incident-sentence.tsx';
import { type Incident, type IncidentsResult, sorted } from './incidents.ts';
import { LostRecords } from './lost-records.tsx';
import { RestoreTrail } from './restore-trail.tsx';
import classes from './restore.module.css';

interface FoundStepProps {
  readonly app: string;
  readonly door: SearchDoor;
  /** Id of the incident that was picked. */
  readonly picked: string | undefined;
}

/** What was lost, each with the last backup that has it; and the truth where nothing was found, or the app could not be asked. */
export function FoundStep({ app, door, picked }: FoundStepProps): ReactNode {
  const asked = useAskedRun({ kind: 'incidents', app });
  const result = asked.run?.result?.kind === 'incidents' ? asked.run.result : undefined;
  return (
    <Screen title={t('restore.title')} app={app} place="found" sentence={<span role="status">{sentenceOf(asked, result)}</span>}>
      <RestoreTrail at="found" />
      {result === undefined ? <Looking app={app} asked={asked} /> : <Found app={app} door={door} picked={picked} result={result} readAt={asked.run?.endedAt} again={asked.again} />}
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

function Found({ app, door, picked, result, readAt, again }: FoundProps): ReactNode {
  const navigate = useNavigate();
  const { fitting, others } = sorted(result.incidents, door);
  const all = [...fitting, ...others];
  const chosen = all.find(({ id }) => id === picked) ?? all[0];
  const unasked =
    result.problem === undefined ? null : (
      <ProblemPanel
        tone="attention"
        problem={{ message: result.problem.message, nextStep: `${result.problem.nextStep} ${t(all.length === 0 ? 'restore.found.unasked.none' : 'restore.found.unasked.some')}` }}
        action={{ label: t('restore.found.again'), onClick: again }}
      />
    );
  if (chosen === undefined) {
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
  const pick = (incident: string): void => void navigate({ to: '/app/$app/restore', params: { app }, search: { step: 'found', door, incident }, replace: true });
  return (
    <>
      {unasked}
      <div className={classes.found}>
        <div className={classes.losses}>
          <Losses label={t('restore.found.list')} incidents={fitting} chosen={chosen.id} onPick={pick} />
          {others.length === 0 ? null : <Losses label={t('restore.found.others')} hasTitle incidents={others} chosen={chosen.id} onPick={pick} />}
        </div>
        <LostRecords key={chosen.id} app={app} incident={chosen} onForgotten={again} />
      </div>
      <Buttons app={app} hint={<ReadAt at={result.problem === undefined ? readAt : undefined} again={again} />}>
        <LinkButton to="/app/$app/restore" params={{ app }} search={{ step: 'plan', door, incident: chosen.id }} rightSection={<IconArrowRight size="1rem" aria-hidden />}>
          {t('restore.found.next')}
        </LinkButton>
      </Buttons>
    </>
  );
}

const signs: Readonly<Record<Incident['kind'], Icon>> = { 'records-deleted': IconTrash, 'table-gone': IconTableOff, 'field-gone': IconColumnRemove, 'fields-blanked': IconEraser, 'fields-overwritten': IconEraser };

interface LossesProps {
  readonly label: string;
  readonly hasTitle?: boolean;
  readonly incidents: readonly Incident[];
  readonly chosen: string;
  readonly onPick: (id: string) => void;
}

function Losses({ label, hasTitle = false, incidents, chosen, onPick }: LossesProps): ReactNode {
  if (incidents.length === 0) return null;
  return (
    <div>
      {hasTitle ? <h2 className={classes.others}>{label}</h2> : null}
      <div role="radiogroup" aria-label={label} className={classes.group}>
        {incidents.map((incident) => {
          const Sign = signs[incident.kind];
          return (
            <label key={incident.id} className={classes.loss} data-chosen={incident.id === chosen}>
              <input type="radio" name="incident" className={classes.hidden} checked={incident.id === chosen} onChange={() => onPick(incident.id)} />
              <Sign size="1.25rem" stroke={1.75} className={classes.lossSign} data-kind={incident.kind} aria-hidden />
              <span className={classes.lossWords}>
                <span className={classes.lossTitle}>
                  <IncidentSentence incident={incident} />
                </span>
                <span className={classes.lossText}>
                  <Span incident={incident} />
                </span>
              </span>
            </label>
          );
        })}
      </div>
    </div>
  );
}

function Span({ incident: { window, backup } }: { readonly incident: Incident }): ReactNode {
  const now = useNow();
  return (
    <>
      {capital(window.from === window.to ? formatMoment(window.from, now) : formatSpan(window.from, window.to, now))}. <GoodBackup backup={backup} />
    </>
  );
}

/** When the last backup was begun that has what is lost. Its name begins with that moment. */
function GoodBackup({ backup }: { readonly backup: string }): ReactNode {
  const at = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)/.exec(backup);
  if (at === null) return null;
  return withNodes(t('restore.found.good', { when: node('when') }), { when: <When at={`${at[1]}T${at[2]}:${at[3]}:${at[4]}Z`} /> });
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
