import { Button, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { query } from '../../app/data/queries.ts';
import { LinkButton } from '../../components/links.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import classes from './proof.module.css';
import type { DrillCheck } from './types.ts';

const signs = { passed: IconCircleCheck, failed: IconCircleX, 'not-checked': IconCircleDashed } as const;

interface ChecksProps {
  readonly app: string;
  readonly checks: readonly DrillCheck[];
  /** What the founder calls a golden check; a report does not say it. */
  readonly names: ReadonlyMap<string, string>;
}

/** What a drill looked at: what failed first, with what it means and what to do; what is as it should be behind a line that opens. */
export function Checks({ app, checks, names }: ChecksProps): ReactNode {
  const inState = (state: DrillCheck['state']): readonly DrillCheck[] => checks.filter((check) => check.state === state);
  const [failed, unknown, passed] = [inState('failed'), inState('not-checked'), inState('passed')];
  const [opened, { toggle }] = useDisclosure(false);
  const kinds = [...new Set(passed.map(({ kind }) => kind))];
  return (
    <div className={classes.checks}>
      {failed.length === 0 ? null : (
        <section aria-label={t('proof.checks.failed', { count: failed.length })}>
          <h3 className={classes.group}>{t('proof.checks.failed', { count: failed.length })}</h3>
          <ul className={classes.list}>
            {failed.map((check) => (
              <Failed key={check.id} app={app} check={check} name={names.get(check.id) ?? check.name} />
            ))}
          </ul>
        </section>
      )}
      {unknown.length === 0 ? null : (
        <section aria-label={t('proof.checks.not-checked', { count: unknown.length })}>
          <h3 className={classes.group}>{t('proof.checks.not-checked', { count: unknown.length })}</h3>
          <ul className={classes.list}>
            {unknown.map((check) => (
              <Line key={check.id} check={check} name={names.get(check.id) ?? check.name} />
            ))}
          </ul>
        </section>
      )}
      {passed.length === 0 ? null : (
        <section aria-label={t('proof.checks.passed', { count: passed.length })}>
          <UnstyledButton className={classes.passed} aria-expanded={opened} onClick={toggle}>
            <IconCircleCheck size="1.25rem" stroke={1.75} aria-hidden />
            {t('proof.checks.passed', { count: passed.length })}
            <IconChevronDown size="1rem" stroke={1.75} className={classes.chevron} aria-hidden />
          </UnstyledButton>
          {opened ? (
            <div className={classes.kinds}>
              {kinds.map((kind) => (
                <section key={kind} aria-label={t(`proof.kind.${kind}`)}>
                  <h3 className={classes.kind}>{t(`proof.kind.${kind}`)}</h3>
                  <ul className={classes.list}>
                    {passed
                      .filter((check) => check.kind === kind)
                      .map((check) => (
                        <Line key={check.id} check={check} name={names.get(check.id) ?? check.name} />
                      ))}
                  </ul>
                </section>
              ))}
            </div>
          ) : null}
        </section>
      )}
    </div>
  );
}

function Line({ check, name }: { readonly check: DrillCheck; readonly name: string }): ReactNode {
  const Sign = signs[check.state];
  return (
    <li className={classes.check} data-state={check.state}>
      <Sign size="1.125rem" stroke={1.75} className={classes.sign} aria-label={t(`proof.state.${check.state}`)} />
      <div className={classes.words}>
        <p className={classes.name}>
          <PlainText value={name} longest={160} />
        </p>
        <p className={classes.small}>{visible(check.detail, 500)}</p>
      </div>
    </li>
  );
}

function Failed({ app, check, name }: { readonly app: string; readonly check: DrillCheck; readonly name: string }): ReactNode {
  return (
    <li className={classes.check} data-state="failed">
      <IconCircleX size="1.25rem" stroke={1.75} className={classes.sign} aria-label={t('proof.state.failed')} />
      <div className={classes.words}>
        <p className={classes.kindSmall}>{t(`proof.kind.${check.kind}`)}</p>
        <p className={classes.name}>
          <PlainText value={name} longest={160} />
        </p>
        <p>{visible(check.detail, 500)}</p>
        <dl className={classes.meaning}>
          {check.consequence === undefined ? null : (
            <div>
              <dt>{t('proof.checks.means')}</dt>
              <dd>{visible(check.consequence, 500)}</dd>
            </div>
          )}
          {check.nextStep === undefined ? null : (
            <div>
              <dt>{t('proof.checks.next')}</dt>
              <dd>{visible(check.nextStep, 500)}</dd>
            </div>
          )}
        </dl>
        <NextStep app={app} check={check} />
      </div>
    </li>
  );
}

/** The list of golden checks is on the same screen; the address is for screens. */
function goToCheck(id: string): void {
  const row = document.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  row?.scrollIntoView({ block: 'center' });
  row?.focus({ preventScroll: true });
}

/** The button that begins what is to be done. */
function NextStep({ app, check: { kind, table, id } }: { readonly app: string; readonly check: DrillCheck }): ReactNode {
  const backup = useMutation(query.runs.start.mutationOptions());
  switch (kind) {
    case 'golden':
      return (
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => goToCheck(id)}>
            {t('proof.do.golden')}
          </Button>
          {table === undefined ? null : (
            <LinkButton variant="subtle" to="/app/$app/data" params={{ app }} search={{ table }}>
              {t('proof.do.data', { table })}
            </LinkButton>
          )}
        </div>
      );
    case 'tripwire':
    case 'source':
      return (
        <div className={classes.buttons}>
          <LinkButton variant="default" to="/app/$app/restore" params={{ app }}>
            {t('proof.do.restore')}
          </LinkButton>
        </div>
      );
    default:
      return (
        <div className={classes.buttons}>
          <Button variant="default" loading={backup.isPending} disabled={backup.isSuccess} onClick={() => backup.mutate({ kind: 'backup', app, full: true })}>
            {t(backup.isSuccess ? 'proof.do.backup.begun' : 'proof.do.backup')}
          </Button>
          <LinkButton variant="subtle" to="/places">
            {t('proof.do.places')}
          </LinkButton>
          {backup.error === null ? null : <ProblemPanel problem={toProblem(backup.error)} />}
        </div>
      );
  }
}
