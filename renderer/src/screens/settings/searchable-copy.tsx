import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { query } from '../../app/data/queries.ts';
import { Card } from '../../components/card.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { formatBytes } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import classes from './settings.module.css';
import { usePreferences } from './use-preferences.ts';

/** The copy on this computer that search works on. Switching it off deletes it, which is asked first. */
export function SearchableCopy(): ReactNode {
  const { values, problem, set, isSaving } = usePreferences();
  const { data: about } = useQuery(query.settings.about.queryOptions());
  const [asks, setAsks] = useState(false);
  const bytes = about?.indexBytes ?? null;
  return (
    <Card title={t('settings.copy')}>
      <div className={classes.stack}>
        {problem === undefined ? null : <ProblemPanel problem={problem} />}
        {values === undefined ? (
          problem === undefined ? <SkeletonLines lines={3} /> : null
        ) : (
          <Switch
            checked={values.searchIndex}
            disabled={isSaving}
            label={t('settings.copy.switch')}
            description={values.searchIndex ? (bytes === null ? t('settings.copy.on') : t('settings.copy.size', { size: formatBytes(bytes) })) : t('settings.copy.off')}
            onChange={(event) => {
              if (event.currentTarget.checked) set({ searchIndex: true });
              else setAsks(true);
            }}
          />
        )}
        <p className={classes.text}>{t('settings.copy.text')}</p>
      </div>
      <ConfirmDialog
        opened={asks}
        title={t('settings.copy.confirm.title')}
        confirm={t('settings.copy.confirm')}
        onConfirm={() => {
          set({ searchIndex: false });
          setAsks(false);
        }}
        onClose={() => setAsks(false)}
      >
        {t('settings.copy.confirm.text')}
      </ConfirmDialog>
    </Card>
  );
}
