/** `5 minutes`, `1 hour`, `2 days`: the largest unit that says it without a fraction, rounded to minutes. */
export function duration(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes < 60) return counted(minutes, 'minute');
  const hours = minutes / 60;
  if (hours < 24 || hours % 24 !== 0) return counted(Number.isInteger(hours) ? hours : Math.round(hours * 10) / 10, 'hour');
  return counted(hours / 24, 'day');
}

function counted(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
