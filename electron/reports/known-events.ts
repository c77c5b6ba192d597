/**
 * Every sentence that may stand in the log. What is not here is written without its words, so that no sentence made of data can ever get there; a test holds the list against
 * the sources.
 */
const events = [
  // The program itself.
  'Started.',
  'Ended.',
  'Refused.',
  'Something went wrong inside Holdfast.',
  'An error was caught by nobody.',
  'The engine ended unexpectedly.',
  'The engine could not be started.',
  'The page of the window ended unexpectedly.',
  'The page of the window does not answer.',
  'The page of the window answers again.',
  'The script between window and page failed.',
  'The window could not show its page.',
  'A part of the program ended.',
  'Something failed in the page.',
  // Updates.
  'An update was refused.',
  'An update is being installed.',
  'An update could not be installed.',
  'This is a newer version than before.',
  'This is an older version than before.',
  'The engine of a version that is new here does not stay up.',
  // The engine.
  'A call to a place is made again.',
  'A checklist could not be looked at.',
  'A download broke off and is taken up.',
  'A drill could not be begun.',
  'A lease could not be prolonged.',
  'A listing was taken up anew.',
  'A message could not be sent.',
  'A backup is left out of the searchable copy: it cannot be read whole.',
  'A part of what the grade rests on could not be read.',
  'A place could not be asked who makes the scheduled backup.',
  'A request failed and is made again.',
  'A run failed.',
  'A runbook could not be put into its places.',
  'A runbook could not be understood, and was set aside.',
  'A schedule could not be understood.',
  'A scheduled backup could not be started.',
  'A watched app could not be looked at.',
  'A watched change could not be gone on with.',
  'A change of the grade could not be noted.',
  'Alerts could not be remembered.',
  'An emergency could not be gone on with.',
  'Another computer with the same schedule may make this backup as well: no place of the app can say who does. It does no harm.',
  'Golden checks could not be brought to every place.',
  'Golden checks could not be brought to the places.',
  'How far back one would have fallen could not be noted.',
  'How the data changed could not be noted.',
  'It could not be found out whether another computer makes the scheduled backup.',
  'Listening for deletions ended.',
  'Looking between backups failed.',
  'Old backups could not be removed by themselves.',
  'Records went between backups.',
  'Some lines of the activity journal are not understood.',
  'Some of what was noted of the grade is not understood.',
  'The activity journal could not be read.',
  'The activity journal could not be written.',
  'The alarms of an app could not be read.',
  'The apps to look at could not be listed.',
  'The backup after a change could not be started.',
  'The filter by date was tried.',
  'The filter by id was tried.',
  'The first steps of an emergency could not be taken.',
  'The grade could not be looked at.',
  'The notes of restores could not be read.',
  'The keychain could not be tried.',
  'The list of intended backups could not be written.',
  'The report of a drill cannot be read.',
  'The reports of drills could not be read.',
  'The runbook could not be put beside the backup.',
  'The sample app could not be started.',
  'The schedule could not be looked at.',
  'The schedule could not be taken over.',
  'The schedule is kept from now on: the program that kept it has ended.',
  'The searchable copy of an app could not be brought up to date.',
  'The searchable copy of an app is damaged and is made anew.',
  'The torn end of the activity journal could not be removed.',
  'What happened could not be noted with the emergency.',
  'What was known of changes to an app could not be understood, and was set aside.',
  'What was remembered of alerts cannot be understood; it begins anew.',
  'What was seen of alerts cannot be read.',
  'What was seen of the backups could not be read for a drill.',
] as const;

/** In place of a sentence that is not known here. */
export const otherEvent = 'Something else was noted.';

export type OwnEvent = (typeof events)[number];
const known: ReadonlySet<string> = new Set([...events, otherEvent]);

export function isKnownEvent(sentence: unknown): sentence is string {
  return typeof sentence === 'string' && known.has(sentence);
}
