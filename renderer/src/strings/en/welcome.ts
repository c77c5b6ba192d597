export const welcome = {
  'welcome.title': 'Welcome',
} as const;
