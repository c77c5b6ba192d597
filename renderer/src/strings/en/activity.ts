export const activity = {
  'activity.title': 'Activity',
} as const;
