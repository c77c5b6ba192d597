import type { ReactNode } from 'react';
import type { AppInfo } from '../../app/use-app.ts';
import { Card } from '../../components/card.tsx';
import { PlainText } from '../../components/plain-text.tsx';
import { ReconnectForm } from '../../components/reconnect-form.tsx';
import { t } from '../../strings/translate.ts';
import { KeyHolders } from './key-holders.tsx';
import { RecoveryKit } from './recovery-kit.tsx';
import { RemoveApp } from './remove-app.tsx';
import { RestoreKey } from './restore-key.tsx';
import classes from './settings.module.css';

/** What concerns one app: its recovery kit, its token, and forgetting it here. */
export function AppSettings({ app }: { readonly app: AppInfo }): ReactNode {
  return (
    <Card title={<PlainText value={app.name} />} aside={t(app.isSample ? 'shell.platform.sample' : `shell.platform.${app.platform}`)}>
      <div className={classes.stack}>
        <RestoreKey app={app} />
        <RecoveryKit app={app} />
        {app.platform === 'opened' ? null : <KeyHolders app={app} />}
        {app.platform === 'base44' && !app.isSample ? (
          <section className={classes.part}>
            <h3>{t('settings.reconnect')}</h3>
            <ReconnectForm app={app.name} />
          </section>
        ) : null}
        <RemoveApp app={app} />
      </div>
    </Card>
  );
}
