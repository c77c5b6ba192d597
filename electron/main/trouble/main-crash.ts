import path from 'node:path';
import { app, dialog, shell } from 'electron';
import { catchCrashes, type Crash } from '../../reports/catch-crashes.ts';
import { openReporting, type Reporting } from '../../reports/open-reporting.ts';
import { keptReports } from '../../reports/problem-report.ts';
import { hiddenFlag } from '../start-options.ts';
import { strings } from '../strings.ts';
import { mayStartAgain } from './crash-choice.ts';

/** What of the program is still there when its main process fails, and must neither lie nor be lost. */
export interface Surroundings {
  readonly tray: { stayInTrouble(message: string): void };
  /** Lets the engine put everything down. */
  readonly close: () => Promise<void>;
  readonly isShown: () => boolean;
}

export interface MainReporting {
  readonly reporting: Reporting;
  /** From now on there is something to put right and to put down. */
  attach(surroundings: Surroundings): void;
}

/** Nobody may be there to answer, and backups should go on all the same. */
const patienceMs = 60_000;

/**
 * From now on an error in main that nobody caught ends in words and a report, and then in a new start: nobody knows which half of the program still works. Until then the icon
 * by the clock says that something is wrong, whatever the engine says; and who crashes again and again is left alone.
 */
export function catchMainCrashes(home: string): MainReporting {
  const reporting = openReporting({ home, area: 'main', version: app.getVersion() });
  let surroundings: Surroundings | undefined;
  catchCrashes(process, reporting, (crash) => void end(crash, home, surroundings).catch(() => app.exit(1)));
  return {
    reporting,
    attach(given) {
      surroundings = given;
      const { node, electron } = process.versions;
      reporting.log('Started.', { version: app.getVersion(), node, ...(electron === undefined ? {} : { electron }), system: process.platform, processor: process.arch });
    },
  };
}

async function end({ report }: Crash, home: string, surroundings: Surroundings | undefined): Promise<void> {
  attempt(() => surroundings?.tray.stayInTrouble(strings.crash.tray));
  if (!app.isReady()) {
    // Before that there is no other way to say anything.
    dialog.showErrorBox(strings.crash.message, strings.crash.atStart);
    return app.exit(1);
  }
  const file = report === undefined ? undefined : path.join(home, 'reports', report);
  const again = (await ask(mayStartAgain(keptReports(home), new Date()), file)) === 'again';
  await surroundings?.close().catch(() => undefined);
  if (again) startAgain(isShown(surroundings));
  app.exit(again ? 0 : 1);
}

/** What to do now. Where it may start again and nobody answers, it does. */
async function ask(mayAgain: boolean, report: string | undefined): Promise<'again' | 'quit'> {
  const { message, detail, detailOften, again, quit, show } = strings.crash;
  const buttons = [...(mayAgain ? [again] : []), ...(report === undefined ? [] : [show]), quit];
  const unanswered = mayAgain ? new Promise<string>((resolve) => setTimeout(() => resolve(again), patienceMs)) : undefined;
  for (;;) {
    const asked = dialog.showMessageBox({ type: 'error', message, detail: mayAgain ? detail : detailOften, buttons, defaultId: 0, cancelId: buttons.length - 1, noLink: true }).then(({ response }) => buttons[response] ?? quit);
    const answer = await (unanswered === undefined ? asked : Promise.race([asked, unanswered]));
    if (answer !== show) return answer === again ? 'again' : 'quit';
    if (report !== undefined) shell.showItemInFolder(report);
  }
}

/** As it was started, but for what a person opened with it. An AppImage is not where it runs from. */
function startAgain(shown: boolean): void {
  const [, ...words] = process.argv;
  const own = words.slice(0, words.includes('--') ? words.indexOf('--') : words.length).filter((word) => word !== hiddenFlag);
  const image = process.env['APPIMAGE'];
  app.relaunch({ args: [...own, ...(shown ? [] : [hiddenFlag])], ...(image === undefined ? {} : { execPath: image }) });
}

function isShown(surroundings: Surroundings | undefined): boolean {
  try {
    return surroundings?.isShown() ?? true;
  } catch {
    return true;
  }
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // What has just failed may fail again.
  }
}
