const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `just now`, `20 minutes ago`, `3 hours ago`, `12 days ago`. */
export function agoWords(at: string, now: Date): string {
  const ms = now.getTime() - Date.parse(at);
  return ms < minuteMs ? 'just now' : `${spanWords(ms)} ago`;
}

/** `20 minutes`, `3 hours`, `12 days`: rounded down to the largest unit that it fills twice, or once where it is the smallest. */
export function spanWords(ms: number): string {
  if (ms >= 2 * dayMs) return counted(Math.floor(ms / dayMs), 'day');
  if (ms >= hourMs) return counted(Math.floor(ms / hourMs), 'hour');
  return ms < minuteMs ? 'less than a minute' : counted(Math.floor(ms / minuteMs), 'minute');
}

/** A sentence with `agoWords` in it, for who reads it under its date long after: `3 hours earlier`. Names of other people's things, in quotes, stay as they are. */
export function asOfItsDate(says: string): string {
  return says
    .split(/(“[^”]*”)/)
    .map((part) => (part.startsWith('“') ? part : part.replaceAll(/\bjust now\b/g, 'at that time').replaceAll(/(\d[\d,]* (?:minutes?|hours?|days?)) ago\b/g, '$1 earlier')))
    .join('');
}

const figures = new Intl.NumberFormat('en-US');

/** `1,234` */
export function figure(number: number): string {
  return figures.format(number);
}

export function counted(number: number, unit: string, many = `${unit}s`): string {
  return `${figure(number)} ${number === 1 ? unit : many}`;
}

/** `A`, `A and B`, `A, B and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `“${name}”`);
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** A period as a person says it: `every hour`, `every 6 hours`, `every day`. */
export function everyWords(hours: number): string {
  if (hours === 1) return 'every hour';
  if (hours === 24) return 'every day';
  if (hours === 168) return 'every week';
  return `every ${hours % 24 === 0 ? counted(hours / 24, 'day') : counted(Math.round(hours * 10) / 10, 'hour')}`;
}
