export const onboarding = {
  'onboarding.title': 'Protect an app',
} as const;
