import type { Need } from './status-feed.ts';

/** Every word that the main process shows: tray, notices, dialogs. The page has its own catalogue. */
export const strings = {
  appName: 'Holdfast',
  tray: {
    tooltip: { safe: 'Holdfast: everything is safe', working: 'Holdfast: backing up', 'needs-you': 'Holdfast: something needs you', paused: 'Holdfast: paused' },
    starting: 'Starting…',
    noApps: 'No app is protected yet',
    lastVerified: (when: string) => `Last verified: ${when}`,
    neverVerified: 'No verified backup yet',
    next: (when: string) => `Next backup: ${when}`,
    noNext: 'No backup is planned',
    working: (app: string) => `Backing up ${app}…`,
    backUp: 'Back up now',
    guard: {
      start: 'Change guard: back up and watch',
      backingUp: 'Backing up before your change…',
      asks: 'The backup before your change needs you',
      watching: (until: string) => `Watching your change until ${until}`,
      end: 'End watching, with a last look',
      ending: 'Looking a last time…',
      tooltip: 'Holdfast: watching a change',
    },
    pausedUntil: (when: string) => `Paused until ${when}`,
    pause: 'Pause backups',
    pauseHour: 'For 1 hour',
    pauseTomorrow: 'Until tomorrow',
    resume: 'Go on with backups',
    open: 'Open Holdfast',
    update: (version: string) => `Restart to update to ${version}`,
    updateWaits: (version: string) => `${version} is installed when nothing runs`,
    quit: 'Quit Holdfast',
    saveReport: 'Save a report…',
  },
  moment: { today: (time: string) => `today, ${time}`, yesterday: (time: string) => `yesterday, ${time}`, tomorrow: (time: string) => `tomorrow, ${time}`, soon: 'now' },
  need: (need: Need): string => {
    switch (need.kind) {
      case 'no-place':
        return `${need.app} has no place for its backups yet`;
      case 'no-backup':
        return `${need.app} has no backup yet`;
      case 'kit-not-proved':
        return `Keep the recovery kit of ${need.app}`;
      case 'kit-proof-due':
        return `Prove again that you have the recovery kit of ${need.app}`;
      case 'kit-outdated':
        return `Print the recovery kit of ${need.app} again`;
      case 'emergency-open':
        return `Emergency: ${need.app}. Go on with it`;
      case 'damaged':
        return `A backup of ${need.app} is damaged`;
      case 'drill-failed':
        return `A test restore of ${need.app} from ${need.place} failed`;
      case 'drill-overdue':
        return `No test restore of ${need.app} for too long`;
      case 'run-failed':
        if (need.over !== undefined) return `The last backup of ${need.app} failed; ${need.over === 'network' ? 'the network' : 'the place'} is there again`;
        return `Backing up ${need.app} failed. ${need.error.message}`;
      case 'run-interrupted':
        return `A backup of ${need.app} was interrupted`;
      case 'incomplete':
        return need.tables.length === 0 ? `The newest backup of ${need.app} was not read back` : `The newest backup of ${need.app} is incomplete`;
      case 'place-behind':
        if (need.removed !== undefined) return `A backup of ${need.app} is gone from ${need.place}`;
        return need.error === undefined || need.back === true ? `${need.place} lacks the newest backup of ${need.app}` : `${need.place} does not answer`;
      case 'retention-asks':
        return `May ${need.backups} old ${need.backups === 1 ? 'backup' : 'backups'} of ${need.app} be removed?`;
      case 'retention-stopped':
        return `Old backups of ${need.app} were not removed. ${need.error.message}`;
      case 'restore-stopped':
        return `Bringing back records of ${need.app} was interrupted: go on, or take it back`;
      case 'overdue':
        return `${need.app} is overdue for a backup`;
      case 'unusual':
        return need.what === 'slow' ? `The last backup of ${need.app} took far longer than usual` : `The last backup of ${need.app} is far ${need.what === 'small' ? 'smaller' : 'larger'} than usual`;
      case 'anomaly':
        return `${need.app} changed in an unusual way`;
      case 'channel-failing':
        return `${need.name} cannot be told anything`;
      case 'keychain':
      case 'settings':
        return need.error.message;
    }
  },
  notice: {
    stillOpen: (title: string) => `Still open: ${title}`,
    resolved: (title: string) => `Over: ${title}`,
    resolvedBody: 'There is nothing to do.',
    backedUp: (app: string) => `${app} is backed up`,
    readBack: (records: string) => `${records} records, read back and verified.`,
    notStarted: 'The backup did not start',
    stillRunning: 'Holdfast keeps running',
    stillRunningBody: 'It goes on backing up in the background. You find it in the tray; quit it there.',
    engineRestarted: 'Holdfast had to start again',
    engineRestartedBody: 'Its engine stopped unexpectedly and is back. A backup that was under way goes on at the next run.',
  },
  quit: {
    backup: {
      question: 'A backup is running. Quit anyway?',
      detail: 'It stops where it is, and the next one goes on from there. Nothing that was backed up before is touched.',
    },
    restore: {
      question: 'Records are being brought back. Quit anyway?',
      detail: 'It stops half-way. When Holdfast runs again, it says so on Home: go on where it stopped, or take it back.',
    },
    keep: 'Keep running',
    quit: 'Quit',
  },
  engineGone: {
    question: 'Holdfast’s engine stops again and again.',
    detail: 'Until it runs, nothing is backed up. Your backups are untouched.',
    again: 'Try again',
    quit: 'Quit',
    report: 'Save a report…',
  },
  engine: {
    stopped: 'Holdfast’s engine stopped unexpectedly.',
    stoppedNext: 'It is being started again. If this lasts, quit Holdfast and start it anew; your backups are untouched.',
  },
  crash: {
    tray: 'Holdfast had a problem and has to start again',
    message: 'Holdfast had a problem and has to start again.',
    detail: 'Backups that were made are untouched. What went wrong was noted in a report on this computer; it was sent to nobody. Without an answer Holdfast starts again in a minute.',
    detailOften: 'It happened several times in a row, so Holdfast does not start again by itself. Until it runs, nothing is backed up. Backups that were made are untouched. What went wrong was noted in a report on this computer; it was sent to nobody.',
    atStart: 'It could not start. Your backups are untouched. Start it again; if this lasts, install it anew. What went wrong was noted in a report on this computer; it was sent to nobody.',
    again: 'Start again',
    show: 'Show the report',
    quit: 'Quit',
  },
  page: {
    again: 'The window had to start again',
    againBody: 'Its page stopped unexpectedly. Backups go on and are untouched; what went wrong was noted in a report on this computer.',
    gone: 'The window cannot be shown',
    goneBody: 'Backups go on and are untouched. Open Holdfast again from the tray; Settings has a report of what went wrong.',
    hung: 'Holdfast’s window does not answer.',
    hungBody: 'Backups go on, whatever the window does. What was typed and not saved is lost when the page starts again.',
    wait: 'Wait',
    startAgain: 'Start the page again',
  },
  desktop: {
    linkRefused: 'That link cannot be opened from here.',
    linkRefusedNext: 'Copy it into your browser if you trust it.',
    notThere: 'That file or folder is not there any more.',
    notThereNext: 'It may have been moved or deleted, or the drive it is on is not connected.',
    loginFailed: 'The system did not take the change.',
    loginFailedNext: 'Add Holdfast to what starts at login in the settings of your system.',
    bug: 'Something in Holdfast went wrong.',
    bugNext: 'Settings has a report that you can read and send us; your backups are untouched.',
    notSaved: 'The file could not be saved there.',
    notSavedNext: 'Choose a folder that you may write to, on a disk with space.',
  },
  update: {
    problem: {
      unreachable: { message: 'The place where updates lie did not answer as it should.', nextStep: 'Nothing to do: it is asked again later. Your backups do not depend on it.' },
      unsigned: { message: 'An update came without a signature that this Holdfast trusts, and was refused.', nextStep: 'Nothing was installed. If this lasts, install a new version by hand from where you got this one.' },
      unreadable: { message: 'What was signed as an update cannot be read by this version.', nextStep: 'Install a new version by hand from where you got this one.' },
      older: { message: 'Fewer updates are offered than before: the newest version was withdrawn, or this computer is shown an old list.', nextStep: 'Nothing was installed. It is looked at again tomorrow.' },
      damaged: { message: 'The update that was downloaded is not the one that was signed, and was thrown away.', nextStep: 'Look for updates again. If this lasts, try another network.' },
      'not-stored': { message: 'There is no room on this computer for the update.', nextStep: 'Free some space, then look for updates again.' },
      'not-installed': { message: 'This computer did not let Holdfast put the update in place.', nextStep: 'Install the new version by hand from where you got this one.' },
    },
  },
  menu: { view: 'View', edit: 'Edit', window: 'Window', help: 'Help', guide: 'Holdfast help' },
} as const;
