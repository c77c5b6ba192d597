import type { ReactNode } from 'react';
import { toProblem } from '../../app/connection/problem.ts';
import { useApps } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { t } from '../../strings/translate.ts';
import { About } from './about.tsx';
import { AppSettings } from './app-settings.tsx';
import { KeychainTest } from './keychain-test.tsx';
import { Preferences } from './preferences.tsx';
import { SearchableCopy } from './searchable-copy.tsx';
import { SettingsCopy } from './settings-copy/settings-copy.tsx';
import { Updates } from './updates.tsx';
import { Trouble } from './trouble.tsx';
import classes from './settings.module.css';

/** What a person can have otherwise, and what must be known of this computer. Everything is kept at once; there is no "save". */
export function Settings(): ReactNode {
  const { apps, error } = useApps();
  return (
    <Screen title={t('settings.title')} sentence={t('settings.sentence')}>
      <div className={classes.columns}>
        <div className={classes.column}>
          <Preferences />
          <SearchableCopy />
          <SettingsCopy />
          <Updates />
          <About />
        </div>
        <div className={classes.column}>
          {apps?.map((app) => (
            <AppSettings key={app.name} app={app} />
          ))}
          {apps === undefined && error === null ? (
            <Card>
              <SkeletonLines lines={6} />
            </Card>
          ) : null}
          {error === null ? null : <ProblemPanel problem={toProblem(error)} />}
          <KeychainTest />
          <Trouble />
        </div>
      </div>
    </Screen>
  );
}
