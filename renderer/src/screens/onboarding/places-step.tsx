import { Button, Checkbox, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBrandGoogleDrive, IconCloud, IconCloudPlus, IconDeviceDesktop, IconFolder, IconUsb } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { type Answers, engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { query, queryClient } from '../../app/data/queries.ts';
import { PlainText } from '../../components/plain-text.tsx';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { SkeletonLines } from '../../components/skeletons.tsx';
import { formatBytes } from '../../strings/numbers.ts';
import { t } from '../../strings/translate.ts';
import type { Draft } from './draft.ts';
import { FieldError } from './field-error.tsx';
import { FolderField } from './folder-field.tsx';
import { AddBucket } from '../../components/add-bucket/add-bucket.tsx';
import { AddGoogleDrive } from '../../components/google-drive/add-google-drive.tsx';
import { freeName } from '../../components/free-name.ts';
import { StepFrame } from './step-frame.tsx';
import type { Step } from './steps.ts';
import classes from './step.module.css';

type Suggestion = Answers['places']['suggest']['folders'][number];
const signs = { 'this-computer': IconDeviceDesktop, 'external-drive': IconUsb, 'synced-folder': IconCloud } as const;
const typedKey = 'typed';

export function PlacesStep({ draft, go }: { readonly draft: Draft; readonly app: string; readonly go: (step: Step) => void }): ReactNode {
  const places = useQuery(query.places.list.queryOptions());
  const suggested = useQuery(query.places.suggest.queryOptions());
  const sample = useQuery({ ...query.sample.start.queryOptions(), enabled: draft.sample });
  const [chosen, setChosen] = useState<readonly string[]>();
  const [path, setPath] = useState('');
  const [problems, setProblems] = useState<Readonly<Record<string, PlainError>>>({});
  const [busy, setBusy] = useState(false);
  const [addingBucket, addBucket] = useDisclosure(false);
  const [addingDrive, addDrive] = useDisclosure(false);

  // Until the proposals are known, going on would mean to have chosen none, or for the sample the wrong one.
  const loading = suggested.isPending || places.isPending || (draft.sample && sample.isPending);
  const existing = places.data?.places ?? [];
  const used = new Set(existing.map((place) => place.path));
  const suggestions = foldersToOffer().filter((folder) => !used.has(folder.path));
  // The best suggestion is chosen beforehand for who has no place yet.
  const picked = chosen ?? (existing.length === 0 ? suggestions.slice(0, 1).map((folder) => folder.path) : []);
  const isAway = suggestions.some((folder) => picked.includes(folder.path) && folder.kind !== 'this-computer') || existing.length + picked.length + (path === '' ? 0 : 1) > 1;
  const nothing = existing.length === 0 && picked.length === 0 && path.trim() === '';

  function foldersToOffer(): readonly Suggestion[] {
    const folders = suggested.data?.folders ?? [];
    if (!draft.sample || sample.data === undefined) return folders;
    return [{ path: sample.data.suggestedPlace, label: t('onboarding.places.this-computer'), kind: 'this-computer', freeSpace: null }];
  }

  async function submit(): Promise<void> {
    if (nothing) {
      setProblems({ [typedKey]: { code: 'invalid-input', message: t('onboarding.places.none'), nextStep: t('onboarding.places.none.step') } });
      return;
    }
    setBusy(true);
    const failed: Record<string, PlainError> = {};
    const names = existing.map((place) => place.name);
    const wanted = [...suggestions.filter((folder) => picked.includes(folder.path)).map((folder) => ({ key: folder.path, path: folder.path, label: folder.label })), ...(path.trim() === '' ? [] : [{ key: typedKey, path: path.trim(), label: lastPart(path.trim()) }])];
    for (const { key, path: folder, label } of wanted) {
      const name = freeName(label, names);
      try {
        await engine.places.add({ name, kind: 'local', path: folder });
        names.push(name);
        if (key === typedKey) setPath('');
      } catch (error) {
        failed[key] = toProblem(error);
      }
    }
    // What was added must show as a place at once, also where another one failed.
    await queryClient.invalidateQueries({ queryKey: query.places.list.queryKey() });
    setProblems(failed);
    setBusy(false);
    if (Object.keys(failed).length === 0) go('loss');
  }

  const loadProblem = suggested.error ?? places.error;
  const typedProblem = problems[typedKey];
  return (
    <>
      <StepFrame id="places" sentence={t('onboarding.places.sentence')} lead={t('onboarding.places.lead')} primary={t('common.continue')} loading={busy} disabled={loading} onSubmit={() => void submit()} onBack={() => go('connect')} beside={isAway || nothing ? null : <span className={classes.quiet}>{t('onboarding.places.only-here')}</span>}>
        {loadProblem === null ? null : <ProblemPanel problem={toProblem(loadProblem)} tone="attention" />}
        {loading ? <SkeletonLines lines={4} /> : null}
        <div className={classes.choices} role="group" aria-label={t('onboarding.places.folders')}>
          {existing.map((place) => (
            <div key={place.name} className={classes.choice} data-checked>
              <Checkbox.Indicator checked disabled />
              <span className={classes.choiceWords}>
                <span className={classes.choiceTitle}>
                  <PlainText value={place.name} />
                  <span className={classes.choiceAside}>{t('onboarding.places.in-use')}</span>
                </span>
                <span className={classes.choiceText}>
                  <PlainText value={place.path} />
                </span>
              </span>
            </div>
          ))}
          {suggestions.map((folder) => (
            <Folder
              key={folder.path}
              folder={folder}
              checked={picked.includes(folder.path)}
              problem={problems[folder.path]}
              onChange={(on) => {
                setChosen(on ? [...picked, folder.path] : picked.filter((one) => one !== folder.path));
                setProblems({});
              }}
            />
          ))}
        </div>
        <FolderField
          label={t('onboarding.places.other')}
          description={t('onboarding.places.other.hint')}
          value={path}
          onChange={(next) => {
            setPath(next);
            setProblems({});
          }}
          error={typedProblem === undefined ? undefined : <FieldError problem={typedProblem} />}
        />
        <Group gap="sm">
          <Button variant="default" leftSection={<IconBrandGoogleDrive size="1.125rem" stroke={1.75} />} onClick={addDrive.open}>
            {t('drive.add')}
          </Button>
          <Button variant="default" leftSection={<IconCloudPlus size="1.125rem" stroke={1.75} />} onClick={addBucket.open}>
            {t('onboarding.places.bucket')}
          </Button>
        </Group>
      </StepFrame>
      {/* Beside the step's own form: what is sent in here must not go on to the next step. */}
      {addingBucket ? <AddBucket taken={existing.map((place) => place.name)} onClose={addBucket.close} /> : null}
      {addingDrive ? <AddGoogleDrive taken={existing.map((place) => place.name)} onClose={addDrive.close} /> : null}
    </>
  );
}

function Folder({ folder, checked, problem, onChange }: { readonly folder: Suggestion; readonly checked: boolean; readonly problem: PlainError | undefined; readonly onChange: (on: boolean) => void }): ReactNode {
  const Sign = signs[folder.kind] ?? IconFolder;
  return (
    <Checkbox.Card className={classes.choice ?? ''} checked={checked} onChange={onChange}>
      <Checkbox.Indicator />
      <span className={classes.choiceWords}>
        <span className={classes.choiceTitle}>
          <PlainText value={folder.label} longest={60} />
          <span className={classes.choiceAside}>{folder.freeSpace === null ? '' : t('onboarding.places.free', { size: formatBytes(folder.freeSpace) })}</span>
        </span>
        <span className={classes.choiceText}>
          <PlainText value={folder.path} />
        </span>
        <span className={classes.choiceText}>{t(`onboarding.places.kind.${folder.kind}`)}</span>
        {problem === undefined ? null : (
          <span className={classes.error}>
            <FieldError problem={problem} />
          </span>
        )}
      </span>
      <Sign size="1.25rem" stroke={1.5} aria-hidden />
    </Checkbox.Card>
  );
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}
