export const places = {
  'places.title': 'Places',
} as const;
