import { Button, Radio, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useApps } from '../../../app/use-app.ts';
import { t } from '../../../strings/translate.ts';
import { visible } from '../../../strings/visible.ts';
import { type Target, targets } from '../address.ts';
import classes from '../restore.module.css';

interface TargetPickerProps {
  readonly app: string;
  readonly target: Target;
  /** The other app, with target `app`. */
  readonly into: string | undefined;
  readonly onPick: (target: Target, into?: string) => void;
}

/** Where it is brought: into the app itself unless something else is wanted. */
export function TargetPicker({ app, target, into, onPick }: TargetPickerProps): ReactNode {
  const { apps } = useApps();
  const others = apps?.filter(({ name, platform }) => name !== app && platform !== 'opened').map(({ name }) => ({ value: name, label: visible(name, 60) }));
  return (
    <div className={classes.target}>
      <Radio.Group
        label={t('restore.target')}
        value={target}
        onChange={(value) => {
          const next = targets.find((each) => each === value) ?? 'live';
          onPick(next, next === 'app' && others?.length === 1 ? others[0]?.value : undefined);
        }}
        classNames={{ label: classes.targetTitle ?? '' }}
      >
        <div className={classes.targets}>
          {targets.map((each) => (
            <Radio key={each} size="sm" classNames={{ radio: classes.radio ?? '' }} value={each} label={t(`restore.target.${each}`)} />
          ))}
        </div>
      </Radio.Group>
      {target !== 'app' || others === undefined ? null : others.length === 0 ? (
        <div className={classes.targetMore}>
          <p className={classes.quiet}>{t('restore.target.app.none')}</p>
          <Button variant="default" size="compact-sm" renderRoot={(props) => <Link to="/protect" {...props} />}>
            {t('restore.target.app.add')}
          </Button>
        </div>
      ) : (
        <div className={classes.targetMore}>
          <Select label={t('restore.target.app.which')} placeholder={t('restore.target.app.choose')} data={others} value={into ?? null} allowDeselect={false} onChange={(name) => onPick('app', name ?? undefined)} />
        </div>
      )}
    </div>
  );
}
