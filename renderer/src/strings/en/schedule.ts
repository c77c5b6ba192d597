export const schedule = {
  'schedule.title': 'Schedule & alerts',
} as const;
