import type { Platform } from '../../../shared/model/app.ts';
import type { EmergencyStepId } from './record.ts';

export interface StepWords {
  readonly title: string;
  readonly says: readonly string[];
}

/** What to do in a step, and why now, for somebody who is frightened. Only what holds on their platform, and nothing that a button of it is not known to do. */
export function stepWords(step: EmergencyStepId, platform: Platform | 'opened'): StepWords {
  switch (step) {
    case 'snapshot':
      return {
        title: 'Keep the state as it is',
        says: [
          'Holdfast makes a backup of the app as it is now, broken or not. It shows later what happened, and what people entered since the last good backup stays in it.',
          'This is evidence, not a backup to go back to: the good ones are pinned.',
        ],
      };
    case 'freeze':
      return { title: 'Stop the damage', says: [...freezing(platform), 'Do not delete anything to clean up, and do not import anything yet: both make it harder to see what happened.'] };
    case 'scope':
      return {
        title: 'See what is lost',
        says: ['Holdfast compares the app with its last backups and lists what is gone, blank or overwritten, table by table. Nothing in your app is changed by looking.', 'If it finds nothing, the data may be whole and the trouble in the app’s pages or logic.'],
      };
    case 'logs':
      return {
        title: 'Find out what did it',
        says: [
          ...tracing(platform),
          'Who changed something in the hours before? An AI prompt, an import, an automation, a person with access, a connected service. Write down times: they go into the timeline.',
          'If you think that somebody got in, change passwords and tokens now, before anything is brought back.',
        ],
      };
    case 'decide':
      return { title: 'Decide: data, app, or both', says: ['What is wrong decides what goes back. Where a change to the app damaged records, the app goes back first, or it does it again.', ...rollingBack(platform)] };
    case 'restore':
      return {
        title: 'Bring back what was lost',
        says: [
          ...(platform === 'base44' ? ['Holdfast shows each change before it is made, makes one more backup first, and reads everything back afterwards. It can be taken back.'] : ['Take what was lost out of the backup, as files that your app or a spreadsheet can read.']),
          'If the app cannot be reached, everything in the pinned backups can be read and taken out here without it.',
        ],
      };
    case 'tell':
      return { title: 'Tell people', says: ['Short and true is best: what you know, what you are doing, when you write again. A message that is sent early does more than a perfect one that is late.', 'If personal data got out or was lost, you may have to report it, in the EU within 72 hours. Ask somebody who knows.'] };
    case 'verify':
      return { title: 'See that it is over', says: ['Open the app and look at what mattered: the newest orders, a customer you know, signing in.', 'Holdfast looks once more for what is lost. Then open the app for everybody again, and turn automations back on.'] };
  }
}

function freezing(platform: Platform | 'opened'): readonly string[] {
  if (platform === 'base44') {
    return [
      'Stop prompting the AI and publish nothing. Turn off automations and integrations that write into the app.',
      'If records keep changing or vanishing, keep people out for now: limit who can open the app, with its visibility in Base44. Tell your team not to edit.',
    ];
  }
  if (platform === 'csv-folder') return ['Stop whatever writes into the folder: exports, scripts, a spreadsheet that is open, a service that syncs it.'];
  return ['Stop every change to the app: prompts to the AI, publishing, automations, imports, scripts. If records keep vanishing, keep people out for now.'];
}

function tracing(platform: Platform | 'opened'): readonly string[] {
  if (platform === 'base44') return ['In Base44 look at the chat with the AI, at Version History in the app’s editor, and at the logs in the app’s dashboard: what happened just before?'];
  if (platform === 'csv-folder') return ['When were the files changed last, and by which program?'];
  return ['Look at the history and the logs of your platform: what happened just before?'];
}

function rollingBack(platform: Platform | 'opened'): readonly string[] {
  if (platform === 'base44') {
    return ['To roll back the app in Base44: open Version History in the app’s editor, go back to a version from before, look at it, and publish. That history is of code and design; records do not come back with it.'];
  }
  if (platform === 'csv-folder') return [];
  return ['To roll back the app, use the version history of your platform. Make sure whether it touches data too before you confirm.'];
}
