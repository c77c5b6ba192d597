export const licences = {
  'licences.title': 'Licences',
  'licences.sentence': 'What others made that Holdfast is built with.',
  'licences.own': 'Holdfast has the MIT licence: anybody may use it, change it and pass it on. These projects are in it; each can be opened to the text that its authors ask to be passed on. Chromium, which draws the window, has a list of its own in the folder of the program: LICENSES.chromium.html.',
  'licences.leave': 'Back to Settings',
  'licences.search': 'Search projects and licences',
  'licences.projects': 'Projects',
  'licences.count': { one: '{count} project', other: '{count} projects' },
  'licences.none': 'No project or licence has these words in its name.',
} as const;
