/** As rules of a schedule name them. Apart from the rules themselves, which the page does not parse. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
