import { Tooltip } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleHalf2 } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import { copiesOf, copiesWords } from '../../components/copies/copies.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../strings/translate.ts';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { type Evidence, howOften, type Mark, whatIsBackedUp, whereItLives, whoActs } from './evidence.ts';
import { LinkWords } from '../../components/links.tsx';
import classes from './questions.module.css';
import type { Overview } from './situation.ts';

const marks = {
  good: IconCircleCheck,
  weak: IconCircleHalf2,
  attention: IconAlertTriangle,
  unknown: IconCircleDashed,
} as const satisfies Record<Mark, Icon>;

/** The five questions with what is known so far. Where the letters will stand there is a sign, and a line that says why. */
export function Questions({ overview, isSample }: { readonly overview: Overview; readonly isSample: boolean }): ReactNode {
  const { app, places, newest, kitProvedAt, deputies, schedule } = overview;
  const often = howOften(overview);
  const where = whereItLives(overview);
  return (
    <section aria-label={t('home.questions.title')}>
      <ul className={classes.grid}>
        <Question title={t('home.q.what')} evidence={whatIsBackedUp(overview)} />
        <Question
          title={t('home.q.often')}
          evidence={often}
          step={
            <LinkWords to="/app/$app/schedule" params={{ app }} className={classes.link}>
              {t(schedule.everyHours === null ? 'home.q.often.set' : 'home.q.often.change')}
            </LinkWords>
          }
        />
        <Question
          title={t('home.q.where')}
          evidence={where}
          more={[...places.map(({ name }, index) => (
            <Fragment key={name}>
              {index === 0 ? ' ' : ', '}
              <strong>
                <PlainText value={name} longest={40} />
              </strong>
            </Fragment>
          )), where.mark === 'attention' || places.length < 2 ? null : <span key="together">. {copiesWords(copiesOf(places)).fact}</span>]}
          step={
            <LinkWords to="/places" className={classes.link}>
              {t(places.length === 0 ? 'home.q.where.first' : places.length === 1 && where.mark !== 'attention' ? 'home.q.where.second' : 'home.q.where.open')}
            </LinkWords>
          }
        />
        <Question title={t('home.q.works')} evidence={{ mark: 'unknown', text: t(newest === undefined ? 'home.q.works.none' : 'home.q.works.unknown') }} />
        <Question
          title={t('home.q.who')}
          evidence={{ mark: whoActs(overview, isSample), text: '' }}
          more={
            <>
              {kitProvedAt === undefined ? t(isSample ? 'home.q.who.sample' : 'home.q.who.not-proved') : withNodes(t('home.q.who.proved', { when: node('when') }), { when: <When at={kitProvedAt} /> })}
              {deputies === 0 ? null : ` ${t('home.q.who.deputies', { count: deputies })}`}
            </>
          }
          step={
            kitProvedAt === undefined && !isSample ? (
              <LinkWords to="/settings" search={{ kit: overview.app }} className={classes.link}>
                {t('home.q.who.kit')}
              </LinkWords>
            ) : undefined
          }
        />
      </ul>
      <p className={classes.letters}>{t('home.questions.letters')}</p>
    </section>
  );
}

function Question({ title, evidence: { mark, text }, more, step }: { readonly title: string; readonly evidence: Evidence; readonly more?: ReactNode; readonly step?: ReactNode }): ReactNode {
  const Sign = marks[mark];
  const word = t(`home.q.mark.${mark}`);
  return (
    <li className={classes.question}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <Tooltip label={word}>
          <span className={classes.mark} data-mark={mark} role="img" aria-label={word}>
            <Sign size="1.375rem" stroke={1.75} aria-hidden />
          </span>
        </Tooltip>
      </div>
      <p className={classes.text}>
        {text}
        {more}
      </p>
      {step === undefined ? null : <div className={classes.step}>{step}</div>}
    </li>
  );
}
