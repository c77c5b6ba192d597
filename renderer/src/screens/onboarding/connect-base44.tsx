import { Collapse, PasswordInput, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { ErrorCode } from '../../../../shared/model/errors.ts';
import { query } from '../../app/data/queries.ts';
import { useApps } from '../../app/use-app.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { appIdIn, base44Address } from './base44-address.ts';
import { Base44Guide } from './base44-guide.tsx';
import { type Draft, updateDraft } from './draft.ts';
import { FieldError } from './field-error.tsx';
import { FoundTables } from './found.tsx';
import { StepFrame } from './step-frame.tsx';
import type { Step } from './steps.ts';
import { useConnect } from './use-connect.ts';
import classes from './step.module.css';

const plans = ['free', 'starter', 'builder', 'pro', 'business', 'elite', 'enterprise', 'unmetered'] as const;
type Plan = (typeof plans)[number];

/** Which field an error of the platform is about. */
const about: Partial<Record<ErrorCode, 'app' | 'token'>> = { 'auth-expired': 'token', 'auth-revoked': 'token', 'permission-denied': 'token', 'not-found': 'app', 'invalid-input': 'app' };

export function ConnectBase44({ draft, go }: { readonly draft: Draft; readonly go: (step: Step) => void }): ReactNode {
  const { data: sample } = useQuery({ ...query.sample.start.queryOptions(), enabled: draft.sample });
  const { apps = [] } = useApps();
  const [pasted, setPasted] = useState(draft.appId ?? '');
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState<'app' | 'token'>();
  const [more, { toggle }] = useDisclosure(draft.plan !== undefined || (draft.url !== undefined && !draft.sample));
  const connecting = useConnect('');
  const { found, problem, busy } = connecting;
  const plan = plans.find((one) => one === draft.plan);

  const { inspect, setName } = connecting;
  useEffect(() => {
    if (sample === undefined) return;
    setPasted(sample.appId);
    setToken(sample.token);
    setName(sample.suggestedName);
    updateDraft({ url: sample.url, appId: sample.appId, plan: 'unmetered' });
    void inspect(connectionOf(sample.url, sample.appId, sample.token, 'unmetered'));
    // Once, when the sample app has said how to connect.
  }, [sample]);

  const url = draft.url ?? base44Address;
  const appId = appIdIn(pasted);
  const field = missing ?? (problem === undefined ? undefined : about[problem.code]);

  function change(kind: 'app' | 'token', value: string): void {
    if (kind === 'app') {
      setPasted(value);
      updateDraft({ appId: appIdIn(value) ?? value });
    } else setToken(value);
    setMissing(undefined);
    connecting.reset();
  }

  async function submit(): Promise<void> {
    if (appId === undefined || token.trim() === '') {
      setMissing(appId === undefined ? 'app' : 'token');
      return;
    }
    const connection = connectionOf(url, appId, token.trim(), plan);
    if (found === undefined) return connecting.inspect(connection);
    // One that was opened from its backups makes way for the app itself, whose backups then go on.
    const app = await connecting.add(connection, apps.flatMap(({ name, platform }) => (platform === 'opened' ? [] : [name])));
    if (app === undefined) return undefined;
    updateDraft({ app });
    return go('places');
  }

  return (
    <StepFrame
      id="connect"
      sentence={t(draft.sample ? 'onboarding.connect.sample.sentence' : 'onboarding.connect.base44.sentence')}
      lead={t(draft.sample ? 'onboarding.connect.sample.lead' : 'onboarding.connect.base44.lead')}
      primary={t(found === undefined ? 'onboarding.connect.test' : 'common.continue')}
      loading={busy}
      onSubmit={() => void submit()}
      onBack={() => go('platform')}
    >
      {problem !== undefined && about[problem.code] === undefined ? <ProblemPanel problem={problem} /> : null}
      <div className={classes.two}>
        <div className={classes.fields}>
          <TextInput
            label={t('onboarding.connect.app')}
            description={t('onboarding.connect.app.hint')}
            placeholder={`${base44Address}/apps/…/editor`}
            value={pasted}
            onChange={(event) => change('app', event.currentTarget.value)}
            error={field === 'app' ? <FieldError problem={missing === 'app' || problem === undefined ? { message: t('onboarding.connect.app.missing'), nextStep: t('onboarding.connect.app.missing.step') } : problem} /> : undefined}
            autoComplete="off"
            spellCheck={false}
            readOnly={draft.sample}
          />
          <PasswordInput
            label={t('onboarding.connect.token')}
            description={t('onboarding.connect.token.hint')}
            value={token}
            onChange={(event) => change('token', event.currentTarget.value)}
            onPaste={(event) => {
              const text = event.clipboardData.getData('text').trim();
              if (token !== '' || text === '' || appId === undefined) return;
              event.preventDefault();
              change('token', text);
              void connecting.inspect(connectionOf(url, appId, text, plan));
            }}
            error={field === 'token' ? <FieldError problem={missing === 'token' || problem === undefined ? { message: t('onboarding.connect.token.missing'), nextStep: t('onboarding.connect.token.missing.step') } : problem} /> : undefined}
            autoComplete="off"
            readOnly={draft.sample}
            visibilityToggleButtonProps={{ 'aria-label': t('onboarding.connect.token.show') }}
          />
          {draft.sample ? null : (
            <div>
              <button type="button" className={classes.linkLike} onClick={toggle} aria-expanded={more}>
                {t('onboarding.connect.more')}
              </button>
              <Collapse expanded={more}>
                <div className={classes.fields}>
                  <Select
                    mt="sm"
                    label={t('onboarding.connect.plan')}
                    description={t('onboarding.connect.plan.hint')}
                    data={plans.filter((one) => one !== 'unmetered').map((one) => ({ value: one, label: t(`onboarding.plan.${one}`) }))}
                    value={plan ?? null}
                    onChange={(chosen) => updateDraft({ plan: chosen ?? 'free' })}
                  />
                  <TextInput
                    label={t('onboarding.connect.server')}
                    description={t('onboarding.connect.server.hint')}
                    value={url}
                    onChange={(event) => {
                      updateDraft({ url: event.currentTarget.value });
                      connecting.reset();
                    }}
                    autoComplete="off"
                    spellCheck={false}
                  />
                </div>
              </Collapse>
            </div>
          )}
        </div>
        {found === undefined ? <Base44Guide /> : <FoundTables found={found} name={connecting.name} onName={connecting.setName} nameError={connecting.nameProblem === undefined ? undefined : <FieldError problem={connecting.nameProblem} />} />}
      </div>
    </StepFrame>
  );
}

function connectionOf(url: string, appId: string, token: string, plan: Plan | undefined): { readonly platform: 'base44'; readonly url: string; readonly appId: string; readonly token: string; readonly plan?: Plan } {
  return { platform: 'base44', url, appId, token, ...(plan === undefined ? {} : { plan }) };
}
