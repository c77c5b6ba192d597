import { Radio, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { desktopQuery } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';
import { UploadLimit } from './upload-limit.tsx';
import { usePreferences } from './use-preferences.ts';

const themes = ['system', 'light', 'dark'] as const;
const notices = ['needs-me', 'every-backup', 'off'] as const;

/** How it looks, when it speaks up, and whether it starts by itself. */
export function Preferences(): ReactNode {
  const { values, problem, set } = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  const themeId = useId();
  return (
    <Card title={t('settings.preferences')}>
      <div className={classes.stack}>
        {problem === undefined ? null : <ProblemPanel problem={problem} />}
        {values === undefined ? (
          problem === undefined ? <SkeletonLines lines={5} /> : null
        ) : (
          <>
            <div className={classes.part}>
              <h3 id={themeId}>{t('settings.theme')}</h3>
              <SegmentedControl
                aria-labelledby={themeId}
                value={values.theme}
                data={themes.map((value) => ({ value, label: t(`settings.theme.${value}`) }))}
                onChange={(value) => {
                  const theme = themes.find((one) => one === value);
                  if (theme === undefined) return;
                  setColorScheme(theme === 'system' ? 'auto' : theme);
                  set({ theme });
                }}
              />
            </div>
            <div className={classes.part}>
              <Radio.Group
                label={t('settings.notices')}
                value={values.notices}
                onChange={(value) => {
                  const wanted = notices.find((one) => one === value);
                  if (wanted !== undefined) set({ notices: wanted });
                }}
              >
                <div className={classes.part}>
                  {notices.map((value) => (
                    <Radio key={value} value={value} label={t(`settings.notices.${value}`)} description={value === 'off' ? t('settings.notices.off.hint') : undefined} />
                  ))}
                </div>
              </Radio.Group>
            </div>
            <UploadLimit key={values.uploadLimit} value={values.uploadLimit} onChange={(uploadLimit) => set({ uploadLimit })} />
          </>
        )}
        <StartAtLogin />
      </div>
    </Card>
  );
}

/** Only where this desktop can. Elsewhere it says why nothing is offered. */
function StartAtLogin(): ReactNode {
  const client = useQueryClient();
  const { data: about } = useQuery(desktopQuery.about.queryOptions());
  const can = about?.can.startAtLogin === true;
  const { data, error } = useQuery(desktopQuery.startAtLogin.get.queryOptions({ enabled: can }));
  const change = useMutation(desktopQuery.startAtLogin.set.mutationOptions({ onSuccess: (answer) => client.setQueryData(desktopQuery.startAtLogin.get.queryKey(), answer) }));
  if (about === undefined) return null;
  const trouble = change.error ?? error;
  return (
    <div className={classes.part}>
      {can ? (
        <Switch checked={data?.on ?? false} disabled={data === undefined || change.isPending} onChange={(event) => change.mutate({ on: event.currentTarget.checked })} label={t('settings.login')} description={t('settings.login.hint')} />
      ) : (
        <>
          <h3>{t('settings.login')}</h3>
          <p className={classes.text}>{t('settings.login.cannot')}</p>
        </>
      )}
      {trouble === null ? null : <ProblemPanel problem={toProblem(trouble)} />}
    </div>
  );
}
