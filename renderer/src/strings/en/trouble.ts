export const trouble = {
  'trouble.page.title': 'This page had a problem and cannot go on.',
  'trouble.page.body': 'Your backups are untouched, and the next one runs as planned: only the page you see is affected.',
  'trouble.page.step': 'Start the page again. If it happens once more, see the report: it says what went wrong. Nothing is sent to anybody.',
  'trouble.page.again': 'Start the page again',
  'trouble.noted.title': 'Something in this page went wrong.',
  'trouble.noted.body': 'Your backups are untouched. If anything looks odd, load the page again. What went wrong was noted on this computer; nothing was sent.',

  'report.see': 'See the report',
  'report.title': 'Report',
  'report.what': 'This is all that the file will hold: no records, no keys, no names. It is sent to nobody; save it and hand it on yourself, if you want help.',
  'report.region': 'What the report says',
  'report.names': 'For you alone, not in the file: {names}',
  'report.save': 'Save the report',
  'report.saved': 'Saved as {file}.',

  'save.not': 'The file was not saved, so nothing was done.',
  'save.not.step': 'Try again and choose where the file goes.',

  'settings.trouble': 'When Holdfast itself goes wrong',
  'settings.trouble.none': 'Nothing went wrong lately.',
  'settings.trouble.some': { one: '{count} problem was noted, the newest', other: '{count} problems were noted, the newest' },
  'settings.trouble.text': 'The report has what somebody who helps you needs to know: versions, how Holdfast is set up, what ran last and what went wrong. You read it first, and nothing is sent.',
} as const;
