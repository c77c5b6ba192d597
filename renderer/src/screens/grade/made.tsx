import type { ReactNode } from 'react';
import type { Need } from '../../app/data/status-types.ts';
import { questionTone } from '../../components/readiness/letter-tone.ts';
import { LetterMark, LetterStep } from '../../components/readiness/letter.tsx';
import { StepAction } from '../../components/readiness/step-action.tsx';
import type { Question, Readiness, Rubric } from '../../components/readiness/types.ts';
import { useNow, When } from '../../components/when.tsx';
import { node, withNodes } from '../../components/with-nodes.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import type { Doing } from './doing.ts';
import classes from './made.module.css';

interface MadeProps {
  readonly readiness: Readiness;
  /** Absent while it is on its way: the points and what was found stand without it. */
  readonly rubric: Rubric | undefined;
  readonly needs: readonly Need[];
  readonly doing: Doing;
}

/** Every question with every check: what is looked at, what was found and when, and how many points it brings now. */
export function Made({ readiness, rubric, needs, doing }: MadeProps): ReactNode {
  return (
    <>
      {readiness.questions.map((question) => (
        <QuestionPart key={question.id} question={question} asked={rubric?.questions.find(({ id }) => id === question.id)} needs={needs} doing={doing} />
      ))}
    </>
  );
}

type Asked = Rubric['questions'][number];

function QuestionPart({ question, asked, needs, doing }: { readonly question: Question; readonly asked: Asked | undefined; readonly needs: readonly Need[]; readonly doing: Doing }): ReactNode {
  const { id, title, grade, score, evidence, checks, nextStep } = question;
  const name = `question-${id}`;
  return (
    <section className={classes.question} aria-labelledby={name}>
      <header className={classes.head}>
        <LetterMark letter={grade} tone={questionTone(question, needs)} size="middle" />
        <div className={classes.headWords}>
          <h2 id={name} className={classes.title}>
            {visible(title, 100)}
          </h2>
          <p className={classes.evidence}>{visible(evidence, 400)}</p>
        </div>
        <div className={classes.score}>{t('grade.score', { score: Math.round(score) })}</div>
      </header>
      {asked === undefined ? null : (
        <p className={classes.range}>
          <span>{t('grade.weak', { weak: asked.weak })}</span>
          <span>{t('grade.strong', { strong: asked.strong })}</span>
        </p>
      )}
      <ul className={classes.checks}>
        {checks.map((check) => (
          <CheckRow key={check.id} check={check} asked={asked?.checks.find((each) => each.id === check.id)} />
        ))}
      </ul>
      {nextStep === undefined ? null : (
        <p className={classes.step}>
          <StepAction app={doing.app} step={nextStep} busy={doing.busy} onBackUp={doing.onBackUp} />{' '}
          <span className={classes.small}>
            {t('grade.minutes', { count: nextStep.minutes })}
            {nextStep.questionAfter === grade ? null : (
              <>
                {' · '}
                <LetterStep from={grade} to={nextStep.questionAfter} />
              </>
            )}
          </span>
        </p>
      )}
    </section>
  );
}

function CheckRow({ check, asked }: { readonly check: Question['checks'][number]; readonly asked: Asked['checks'][number] | undefined }): ReactNode {
  const { title, weight, points, says, at, expiresAt } = check;
  const now = useNow();
  const share = weight === 0 ? 0 : points / weight;
  return (
    <li className={classes.check}>
      <div className={classes.words}>
        <h3 className={classes.checkTitle}>{visible(title, 150)}</h3>
        <p className={classes.says}>{visible(says, 400)}</p>
        {asked === undefined ? null : (
          <p className={classes.small}>
            {t('grade.full', { full: asked.full })}
            {asked.decays === undefined ? '' : ` ${t('grade.decays', { decays: asked.decays })}`}
          </p>
        )}
      </div>
      <div className={classes.points}>
        <div className={classes.figure} data-full={share >= 1}>
          {t('grade.points.of', { points: rounded(points), weight: rounded(weight) })}
        </div>
        <div className={classes.bar} aria-hidden>
          <div className={classes.fill} data-state={share >= 1 ? 'full' : share > 0 ? 'part' : 'none'} style={{ width: `${Math.round(share * 100)}%` }} />
        </div>
        {at === undefined ? null : <div className={classes.small}>{withNodes(t('grade.found-at', { when: node('when') }), { when: <When at={at} /> })}</div>}
        {expiresAt === undefined ? null : <div className={classes.small}>{withNodes(t(Date.parse(expiresAt) > now ? 'grade.expires' : 'grade.expired', { when: node('when') }), { when: <When at={expiresAt} /> })}</div>}
      </div>
    </li>
  );
}

/** Decay makes fractions; nobody needs more of them than a tenth, and none is rounded up to the whole. */
function rounded(points: number): number {
  return Math.floor(points * 10) / 10;
}
