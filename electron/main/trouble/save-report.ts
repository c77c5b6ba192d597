import { type BrowserWindow, shell } from 'electron';
import { computerSection, logSection, problemsSection, reportFileName, reportText } from '../../reports/report-text.ts';
import { saveFileAs } from '../dialogs.ts';
import type { EngineClient } from '../engine-client.ts';

export interface SaveReportOptions {
  readonly client: EngineClient | undefined;
  readonly home: string;
  readonly version: string;
  readonly window: BrowserWindow | undefined;
}

/** An engine in trouble may not answer at all. */
const patienceMs = 5000;

/** Puts a report where the person wants it, and shows it there, so that it can be read before it is handed on. Nothing is sent. */
export async function saveReport({ client, home, version, window }: SaveReportOptions): Promise<void> {
  const { fileName, text } = (await fromEngine(client)) ?? ownReport(home, version);
  const file = await saveFileAs(window, { fileName, content: Buffer.from(text) });
  if (file !== null) shell.showItemInFolder(file);
}

async function fromEngine(client: EngineClient | undefined): Promise<{ readonly fileName: string; readonly text: string } | undefined> {
  try {
    return await client?.reports.make(undefined, { signal: AbortSignal.timeout(patienceMs) });
  } catch {
    return undefined;
  }
}

/** What main knows without the engine: no settings and no runs, but what went wrong. */
function ownReport(home: string, version: string): { readonly fileName: string; readonly text: string } {
  const at = new Date();
  return { fileName: reportFileName(at), text: reportText(at, [computerSection({ home, version, face: 'the app, without its engine' }), problemsSection(home), logSection(home)]) };
}
