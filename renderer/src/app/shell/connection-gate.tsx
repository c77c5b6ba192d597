import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { t } from '../../strings/translate.ts';
import { connection } from '../connection/client.ts';
import { useSilence } from '../connection/use-silence.ts';
import classes from './connection-gate.module.css';

/** How long a break may last before it is shown: a restart of the engine is shorter. */
const patienceMs = 900;
/** Longer than the engine is ever waited for before it is started anew: what the screens show is old news then. */
const newsMs = 15_000;

/**
 * Says plainly when Holdfast is away, or says nothing any more: no screen stays green that nobody stands behind. Once the page has been connected its screens stay where they are behind a notice, so
 * that nothing typed is lost; a tab without the right to connect shows only how to get it.
 */
export function ConnectionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const state = useSyncExternalStore(connection.subscribe, connection.get);
  const [wasOpen, setWasOpen] = useState(false);
  const [isLong, setIsLong] = useState(false);
  const [isOld, setIsOld] = useState(false);
  const isSilent = useSilence(state);
  useEffect(() => {
    if (state.kind === 'open') setWasOpen(true);
  }, [state]);
  useEffect(() => {
    setIsLong(false);
    setIsOld(false);
    if (state.kind === 'open' || state.kind === 'refused') return undefined;
    const timers = [setTimeout(() => setIsLong(true), patienceMs), setTimeout(() => setIsOld(true), newsMs)];
    return () => timers.forEach((timer) => clearTimeout(timer));
  }, [state.kind]);

  if (state.kind === 'refused') return <Away title={t('shell.refused.title')} body={t(`shell.refused.${state.why}`)} step={t('shell.refused.step')} />;
  const isGone = state.kind === 'reconnecting' && !state.answered && isLong;
  if (isGone && !wasOpen) return <Away title={t('shell.gone.title')} body={t('shell.gone.body')} step={t('shell.gone.step')} />;
  const isStale = isSilent || (state.kind === 'reconnecting' && state.answered && isOld);
  if (!wasOpen && state.kind !== 'open') return isLong ? <p className={classes.quiet}>{t('shell.connecting')}</p> : null;
  return (
    <>
      <div className={classes.screens} inert={isGone || isStale}>
        {children}
      </div>
      {isGone ? (
        <div className={classes.over}>
          <Away title={t('shell.gone.title')} body={t('shell.gone.body')} step={t('shell.gone.step')} />
        </div>
      ) : isStale ? (
        <div className={classes.over}>
          <Away title={t('shell.silent.title')} body={t('shell.silent.body')} step={t('shell.silent.step')} />
        </div>
      ) : null}
      {state.kind !== 'open' && !isGone && !isStale && isLong ? (
        <div className={classes.bar} role="status">
          <IconPlugConnected size="1rem" aria-hidden />
          {t('shell.reconnecting')}
        </div>
      ) : null}
    </>
  );
}

function Away({ title, body, step }: { readonly title: string; readonly body: string; readonly step: string }): ReactNode {
  useEffect(() => {
    document.title = t('shell.title', { screen: title });
  }, [title]);
  return (
    <main className={classes.away}>
      <IconPlugConnectedX size="2.25rem" stroke={1.5} aria-hidden className={classes.sign} />
      <h1 className={classes.sentence}>{title}</h1>
      <p className={classes.body}>{body}</p>
      <p className={classes.step}>{step}</p>
    </main>
  );
}
