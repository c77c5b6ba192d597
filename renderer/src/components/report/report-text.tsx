import { type ReactNode, useEffect, useState } from 'react';
import type { PlainError } from '../../../../shared/model/errors.ts';
import { type Answers, engine } from '../../app/connection/client.ts';
import { toProblem } from '../../app/connection/problem.ts';
import { t } from '../../strings/translate.ts';
import { visible } from '../../strings/visible.ts';
import { saveFile } from '../save-file.ts';
import classes from './report-text.module.css';

type Report = Answers['reports']['make'];

/** A report before it is handed on: all of what is in it, and a button that saves just that. Made of plain elements, since it is shown also where the page broke. */
export function ReportText(): ReactNode {
  const [report, setReport] = useState<Report>();
  const [problem, setProblem] = useState<PlainError>();
  const [saved, setSaved] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    engine.reports.make(undefined, { signal: stop.signal }).then(setReport, (error: unknown) => {
      if (!stop.signal.aborted) setProblem(toProblem(error));
    });
    return () => stop.abort();
  }, []);

  async function save({ fileName, text }: Report): Promise<void> {
    setProblem(undefined);
    setSaved(false);
    try {
      setSaved(await saveFile({ fileName, mediaType: 'text/plain;charset=utf-8', base64: base64Of(text) }));
    } catch (error) {
      setProblem(toProblem(error));
    }
  }

  return (
    <div className={classes.report}>
      <p className={classes.text}>{t('report.what')}</p>
      {problem === undefined ? null : (
        <p className={classes.problem} role="alert">
          {visible(problem.message)} {visible(problem.nextStep)}
        </p>
      )}
      {report === undefined ? (
        problem === undefined ? <p className={classes.text}>{t('common.loading')}</p> : null
      ) : (
        <>
          {/* What scrolls has to be reached by the keyboard. */}
          <pre className={classes.paper} tabIndex={0} role="region" aria-label={t('report.region')} data-scrolls>
            {report.text}
          </pre>
          {report.names.length === 0 ? null : <p className={classes.text}>{t('report.names', { names: report.names.map(({ shown, name }) => `${shown}: ${visible(name, 60)}`).join(' · ') })}</p>}
          <div className={classes.row}>
            <button type="button" className={classes.save} onClick={() => void save(report)}>
              {t('report.save')}
            </button>
            <span className={classes.text} role="status">
              {saved ? t('report.saved', { file: report.fileName }) : ''}
            </span>
          </div>
        </>
      )}
    </div>
  );
}

function base64Of(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCodePoint(byte)).join(''));
}
