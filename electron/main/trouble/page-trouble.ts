import { type BrowserWindow, app, dialog } from 'electron';
import type { Reporting } from '../../reports/open-reporting.ts';
import type { Notice } from '../notices.ts';
import { createRestartPolicy } from '../restart-policy.ts';
import { strings } from '../strings.ts';

export interface PageTroubleOptions {
  readonly reporting: Reporting;
  readonly notify: (notice: Notice) => void;
}

/** An address that was not loaded because another one was asked for meanwhile. */
const aborted = -3;

/** A window whose page ends, hangs or does not come: a report, words, and the page again. The engine is not touched by any of it. */
export function watchPage(window: BrowserWindow, { reporting, notify }: PageTroubleOptions): void {
  const { webContents } = window;
  const crashes = createRestartPolicy();
  let isAsking = false;

  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    reporting.report('page-ended', undefined, { reason, exit: exitCode });
    const pause = crashes.afterCrash(Date.now());
    if (pause === undefined) {
      // One that crashes again and again is let go: whoever opens the window gets a new one.
      notify({ title: strings.page.gone, body: strings.page.goneBody });
      return window.destroy();
    }
    notify({ title: strings.page.again, body: strings.page.againBody });
    setTimeout(() => {
      if (!window.isDestroyed()) window.reload();
    }, pause);
  });
  webContents.on('preload-error', (_event, _file, error) => {
    reporting.report('preload-failed', error);
    notify({ title: strings.page.gone, body: strings.page.goneBody });
  });
  webContents.on('did-fail-load', (_event, code, _description, _address, isMainFrame) => {
    if (!isMainFrame || code === aborted) return;
    reporting.report('window-failed', undefined, { exit: code });
    notify({ title: strings.page.gone, body: strings.page.goneBody });
  });
  window.on('unresponsive', () => {
    reporting.report('page-hung', undefined);
    void askAboutHang().catch(() => undefined);
  });
  window.on('responsive', () => reporting.log('The page of the window answers again.'));

  async function askAboutHang(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const { hung, hungBody, wait, startAgain } = strings.page;
    const { response } = await dialog.showMessageBox({ type: 'warning', message: hung, detail: hungBody, buttons: [wait, startAgain], defaultId: 0, cancelId: 0, noLink: true }).finally(() => (isAsking = false));
    // A page that hangs hears no wish to be loaded anew; one that ended is.
    if (response === 1 && !window.isDestroyed()) webContents.forcefullyCrashRenderer();
  }
}

/** What Chromium consists of besides pages, the engine's process among it: for the log alone, since who needs it starts it again. */
export function watchParts(reporting: Reporting): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') reporting.problem('A part of the program ended.', { part: type, reason, exit: exitCode });
  });
}
