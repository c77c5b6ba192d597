const secondMs = 1000;

/**
 * A name for a drill. It begins with the time, and sorts after that of the one before it, also where the clock was set back since: names tell in which order drills were made,
 * and the last of a place is what counts. @param before the name that sorts last so far
 */
export function drillIdAfter(before: string | undefined, now: Date, random: () => number): string {
  const tail = Math.floor(random() * 0x1_0000_0000).toString(36).padStart(7, '0');
  const last = before === undefined ? undefined : timeIn(before);
  return `${timeOf(last === undefined ? now.getTime() : Math.max(now.getTime(), last + secondMs))}-${tail}`;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function timeIn(id: string): number | undefined {
  const at = Date.parse(id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-.*$/, '$1-$2-$3T$4:$5:$6Z'));
  return Number.isNaN(at) ? undefined : at;
}
