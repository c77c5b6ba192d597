/** When a backup began, as its name says: an instant, or undefined for a name that is none. */
export function startOf(backup: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z/.exec(backup);
  if (match === null) return undefined;
  const [, date, hour, minute, second] = match;
  const at = new Date(`${date}T${hour}:${minute}:${second}.000Z`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
