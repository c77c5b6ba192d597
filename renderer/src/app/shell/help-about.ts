/** Of each screen the page of the guide that tells of it (test/unit/docs/guide.test.ts sees that they are there). */
export const helpPages = {
  welcome: 'start',
  protect: 'connect',
  sample: 'start',
  open: 'new-computer',
  home: 'grade',
  grade: 'grade',
  timeline: 'data',
  compare: 'data',
  data: 'data',
  restore: 'bring-back',
  proof: 'drills',
  guard: 'changes',
  emergency: 'emergency',
  runbook: 'runbook',
  schedule: 'schedule',
  places: 'places',
  activity: 'troubleshooting',
  settings: 'settings',
} as const satisfies Readonly<Record<string, string>>;

/** @param address as it stands in the fragment: `/app/Acme/home?…` @returns undefined for the start of the help, `already` where the help is open */
export function helpAbout(address: string): (typeof helpPages)[keyof typeof helpPages] | 'already' | undefined {
  const [, first = '', , third = ''] = address.replace(/\?.*$/s, '').split('/');
  if (first === 'help') return 'already';
  const screen = first === 'app' ? third : first;
  return isKnown(screen) ? helpPages[screen] : undefined;
}

function isKnown(screen: string): screen is keyof typeof helpPages {
  return Object.hasOwn(helpPages, screen);
}
