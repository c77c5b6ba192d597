import { Button, FileButton, Radio, Textarea } from '@mantine/core';
import { type Icon, IconBrandGoogleDrive, IconBucket, IconFileText, IconFolder } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { engine } from '../../app/connection/client.ts';
import { fieldOfProblem, toProblem } from '../../app/connection/problem.ts';
import { type IncomingPlace, onIncoming, takeIncoming } from '../../app/incoming/slot.ts';
import { Front } from '../../components/front.tsx';
import { useSignIn } from '../../components/google-drive/use-sign-in.ts';
import { ProblemPanel } from '../../components/problem-panel.tsx';
import { t } from '../../strings/translate.ts';
import { FieldError } from './field-error.tsx';
import { FolderField } from './folder-field.tsx';
import { LeaveLink } from './leave-link.tsx';
import { BucketFields } from './open/bucket-fields.tsx';
import { CameFrom, filledBy } from './open/came-from.tsx';
import { ChooseFound, type Found } from './open/choose-found.tsx';
import { DriveFields } from './open/drive-fields.tsx';
import { typedBeforeHelp, useKeptOverHelp } from './open/kept-over-help.ts';
import { fieldOf, filledFrom, locationOf, nowhere, placeKinds, type PlaceKind, type Problem, type Where } from './open/where.ts';
import { StepFrame } from './step-frame.tsx';
import classes from './step.module.css';

/** As much as a kit can be; a larger file is another one. */
const longestKit = 20_000;
const signs: Readonly<Record<PlaceKind, Icon>> = { local: IconFolder, s3: IconBucket, 'google-drive': IconBrandGoogleDrive };

/** A backup on a new computer: where it lies and the key of its recovery kit; which one, where the key opens several. */
export function OpenBackup(): ReactNode {
  const navigate = useNavigate();
  const signIn = useSignIn();
  const [where, setWhere] = useState(() => typedBeforeHelp()?.where ?? nowhere);
  const [key, setKey] = useState(() => typedBeforeHelp()?.key ?? '');
  useKeptOverHelp({ where, key });
  const [problem, setProblem] = useState<Problem>();
  const [several, setSeveral] = useState<readonly Found[]>();
  const [chosen, setChosen] = useState<string>();
  const looking = useRef<AbortController>(undefined);
  /** What filled the form in, as long as it stands there. */
  const [from, setFrom] = useState<IncomingPlace>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = t('shell.title', { screen: t('open.title') });
  }, []);
  useEffect(() => () => looking.current?.abort(), []);
  useEffect(() => {
    const take = (): void => {
      const place = takeIncoming();
      if (place === undefined) return;
      looking.current?.abort();
      setWhere(filledBy(place));
      setFrom(place);
      setSeveral(undefined);
      setProblem(undefined);
    };
    take();
    return onIncoming(take);
  }, []);

  function typed(part: Partial<Where>): void {
    setWhere((before) => ({ ...before, ...part }));
    if ('kind' in part || 'path' in part || 'address' in part) setFrom(undefined);
    setProblem(undefined);
  }

  /** The whole text of a kit says more than the key. */
  function takeKey(text: string): void {
    setKey(text);
    // What the kit says counts more than a link; where the opened file lies is where the backups are now.
    const isLinked = from?.kind === 'link';
    const untold = isLinked ? { ...where, path: '', address: '', region: '', folder: '' } : where;
    const told = filledFrom(text, untold);
    if (told !== untold) {
      setWhere(told);
      if (isLinked) setFrom(undefined);
    }
    setProblem(undefined);
  }

  async function read(file: File | null): Promise<void> {
    if (file === null) return undefined;
    const text = file.size > longestKit ? '' : await file.text();
    if (text.trim() === '') return setProblem({ at: 'key', message: t('open.file.wrong'), nextStep: t('open.file.wrong.step') });
    return takeKey(text);
  }

  async function submit(): Promise<void> {
    const told = locationOf(where, signIn.state.kind === 'signed-in' ? signIn.state.signIn : undefined);
    if ('problem' in told) return setProblem(told.problem);
    if (key.trim() === '') return setProblem({ at: 'key', message: t('open.key.missing'), nextStep: t('open.key.missing.step') });
    const { location } = told;
    const ending = new AbortController();
    const { signal } = ending;
    looking.current = ending;
    setBusy(true);
    setProblem(undefined);
    try {
      const address = several === undefined ? await theOnly(location, signal) : chosen;
      if (address !== undefined && !signal.aborted) {
        const { app } = await engine.apps.open({ location, key: key.trim(), vault: address }, { signal });
        await navigate({ to: '/app/$app/data', params: { app: app.name } });
      }
    } catch (error) {
      const { message, nextStep } = toProblem(error);
      // Who stopped it knows.
      if (!signal.aborted) {
        setSeveral(undefined);
        setProblem({ at: fieldOf(fieldOfProblem(error), where), message, nextStep });
      }
    }
    setBusy(false);
    return undefined;
  }

  /** Where the backups are that the key opens; undefined when there are several, which are then to choose from. */
  async function theOnly(location: Parameters<typeof engine.apps.find>[0]['location'], signal: AbortSignal): Promise<string | undefined> {
    const { found } = await engine.apps.find({ location, key: key.trim() }, { signal });
    const open = found.filter(({ opens }) => opens);
    const [first] = open;
    if (open.length === 1 || first === undefined) return first?.address;
    setSeveral(open);
    setChosen(first.address);
    return undefined;
  }

  const stop = (
    <Button variant="default" onClick={() => looking.current?.abort()}>
      {t('open.stop')}
    </Button>
  );
  if (several !== undefined) {
    return (
      <Front corner={<LeaveLink />}>
        <StepFrame id="open-choose" sentence={t('open.choose.sentence')} lead={t('open.choose.lead')} primary={t('open.choose.verb')} loading={busy} onSubmit={() => void submit()} onBack={() => setSeveral(undefined)} beside={busy ? stop : null}>
          <ChooseFound found={several} chosen={chosen} onChoose={setChosen} />
        </StepFrame>
      </Front>
    );
  }
  return (
    <Front corner={<LeaveLink />}>
      <StepFrame id="open" sentence={t('open.sentence')} lead={t('open.lead')} primary={t('open.verb')} loading={busy} onSubmit={() => void submit()} beside={busy ? stop : <span className={classes.quiet}>{t('open.read-only')}</span>}>
        {from === undefined ? null : <CameFrom place={from} />}
        {problem?.at === 'page' ? <ProblemPanel problem={problem} /> : null}
        <Radio.Group label={t('open.where')} value={where.kind} onChange={(kind) => typed({ kind: placeKinds.find((one) => one === kind) ?? where.kind })}>
          <div className={classes.kinds}>
            {placeKinds.map((kind) => (
              <KindCard key={kind} kind={kind} />
            ))}
          </div>
        </Radio.Group>
        <div className={classes.two}>
          {where.kind === 'local' ? (
            <FolderField label={t('open.folder')} description={t('open.folder.hint')} value={where.path} onChange={(path) => typed({ path })} error={problem?.at === 'path' ? <FieldError problem={problem} /> : undefined} />
          ) : null}
          {where.kind === 's3' ? <BucketFields where={where} problem={problem} onChange={typed} /> : null}
          {where.kind === 'google-drive' ? <DriveFields where={where} signIn={signIn} problem={problem?.at === 'drive' ? problem : undefined} onChange={typed} /> : null}
          <div className={classes.fields}>
            <Textarea
              label={t('open.key')}
              description={t('open.key.hint')}
              value={key}
              onChange={(event) => takeKey(event.currentTarget.value)}
              error={problem?.at === 'key' ? <FieldError problem={problem} /> : undefined}
              rows={4}
              autoComplete="off"
              spellCheck={false}
            />
            <div>
              <FileButton onChange={(file) => void read(file)} accept=".txt,text/plain">
                {(props) => (
                  <Button {...props} variant="default" leftSection={<IconFileText size="1rem" aria-hidden />}>
                    {t('open.file')}
                  </Button>
                )}
              </FileButton>
            </div>
          </div>
        </div>
      </StepFrame>
    </Front>
  );
}

function KindCard({ kind }: { readonly kind: PlaceKind }): ReactNode {
  const Sign = signs[kind];
  return (
    <Radio.Card value={kind} className={classes.choice ?? ''}>
      <Sign size="1.25rem" stroke={1.5} aria-hidden />
      <span className={classes.choiceWords}>
        <span className={classes.choiceTitle}>{t(`open.kind.${kind}`)}</span>
        <span className={classes.choiceText}>{t(`open.kind.${kind}.text`)}</span>
      </span>
    </Radio.Card>
  );
}
