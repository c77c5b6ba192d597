/**
 * A zone in which it is about noon now: what a test does within hours is then of one day there, whenever and wherever it runs. Days begin
 * where a computer's zone says so.
 */
export function zoneWhereItIsNoon(now: Date = new Date()): string {
  const ahead = 12 - now.getUTCHours();
  // By the old custom of these names, `Etc/GMT-3` is three hours ahead.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
