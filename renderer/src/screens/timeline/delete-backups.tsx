import { Button, Group, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { RemovalOutcome } from '../../components/removal/removal-outcome.tsx';
import { useRemoval } from '../../components/removal/use-removal.ts';
import { RunProgress } from '../../components/run-progress.tsx';
import { useNow } from '../../components/when.tsx';
import { formatMoment } from '../../strings/moment.ts';
import { t } from '../../strings/translate.ts';
import type { Backup } from './axis.ts';
import { ChooseBackups } from './choose-backups.tsx';
import { mustStay, needsWord } from './deletable.ts';
import classes from './delete-backups.module.css';

interface DeleteBackupsProps {
  readonly app: string;
  /** Chosen to begin with; undefined = closed. */
  readonly backup: Backup | undefined;
  /** Newest first. */
  readonly all: readonly Backup[];
  readonly onClose: () => void;
}

/** Deletes one backup or several: chosen, seen what that frees and leaves, confirmed. Lives above what shows a backup, which goes with it. */
export function DeleteBackups({ app, backup, all, onClose }: DeleteBackupsProps): ReactNode {
  return (
    <Modal opened={backup !== undefined} onClose={onClose} size="lg" title={t('delete.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {backup === undefined ? null : <Steps key={backup.id} app={app} first={backup} all={all} onClose={onClose} />}
    </Modal>
  );
}

function Steps({ app, first, all, onClose }: { readonly app: string; readonly first: Backup; readonly all: readonly Backup[]; readonly onClose: () => void }): ReactNode {
  // As they were when the dialog was opened: what goes meanwhile must not move under the pointer.
  const [listed] = useState(all);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(mustStay(first, all) === undefined ? [first.id] : []));
  const removal = useRemoval(app, () => false);
  const { run, result, isBusy, isBackingUp, problem, start, forget } = removal;
  const failed = run?.state === 'failed' && result === undefined ? run.error : undefined;
  if (isBusy) {
    return run?.state === 'running' ? <RunProgress run={run} phases="none" /> : <p className={classes.small}>{t('run.starting')}</p>;
  }
  if (problem !== undefined || failed !== undefined || run?.state === 'cancelled') {
    return (
      <div className={classes.steps}>
        {problem === undefined && failed === undefined ? <p className={classes.small}>{t('retention.stopped')}</p> : <ProblemPanel problem={problem ?? failed ?? { message: '', nextStep: '' }} />}
        <Buttons back={forget} onClose={onClose} />
      </div>
    );
  }
  if (result === undefined) {
    return (
      <div className={classes.steps}>
        <ChooseBackups backups={listed} chosen={chosen} onChange={setChosen} />
        <p className={classes.small} role="status">
          {t('delete.chosen', { count: chosen.size })}
        </p>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={chosen.size === 0} onClick={() => start({ kind: 'delete', app, backups: [...chosen], preview: true })}>
            {t('delete.next')}
          </Button>
        </Group>
      </div>
    );
  }
  if (result.preview) {
    return (
      <div className={classes.steps}>
        <RemovalOutcome removal={result} />
        <Left left={listed.filter(({ id }) => !chosen.has(id))} />
        {isBackingUp ? <p className={classes.small}>{t('retention.remove.backing-up')}</p> : null}
        <Confirm count={result.going.length} word={needsWord(chosen, listed)} disabled={isBackingUp || result.going.length === 0} onBack={forget} onConfirm={() => start({ kind: 'delete', app, backups: [...chosen] })} />
      </div>
    );
  }
  const away = result.places.filter(({ outcome }) => outcome === 'failed').length;
  return (
    <div className={classes.steps}>
      <RemovalOutcome removal={result} />
      {away === 0 ? null : <p className={classes.small}>{t('delete.away', { count: away })}</p>}
      <Buttons onClose={onClose} />
    </div>
  );
}

function Buttons({ back, onClose }: { readonly back?: () => void; readonly onClose: () => void }): ReactNode {
  return (
    <Group justify="flex-end" gap="sm">
      {back === undefined ? null : (
        <Button variant="default" onClick={back}>
          {t('delete.back')}
        </Button>
      )}
      <Button variant={back === undefined ? 'filled' : 'default'} onClick={onClose} data-autofocus>
        {t('common.close')}
      </Button>
    </Group>
  );
}

/** What there is to fall back on afterwards. */
function Left({ left }: { readonly left: readonly Backup[] }): ReactNode {
  const now = useNow();
  const newest = left[0];
  const oldest = left.at(-1);
  if (newest === undefined || oldest === undefined) return null;
  return <p className={classes.left}>{t('delete.leaves', { count: left.length, newest: formatMoment(newest.startedAt, now), oldest: formatMoment(oldest.startedAt, now) })}</p>;
}

interface ConfirmProps {
  readonly count: number;
  /** The word has to be typed. */
  readonly word: boolean;
  readonly disabled: boolean;
  readonly onBack: () => void;
  readonly onConfirm: () => void;
}

function Confirm({ count, word, disabled, onBack, onConfirm }: ConfirmProps): ReactNode {
  const [typed, setTyped] = useState('');
  const means = !word || typed.trim().toLowerCase() === t('delete.word');
  return (
    <form
      className={classes.steps}
      onSubmit={(event) => {
        event.preventDefault();
        if (means && !disabled) onConfirm();
      }}
    >
      {word ? <TextInput label={t('delete.type', { word: t('delete.word') })} value={typed} autoComplete="off" spellCheck={false} data-autofocus onChange={(event) => setTyped(event.currentTarget.value)} /> : null}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onBack}>
          {t('delete.back')}
        </Button>
        <Button type="submit" color="alarm" disabled={!means || disabled}>
          {t('delete.confirm', { count })}
        </Button>
      </Group>
    </form>
  );
}
