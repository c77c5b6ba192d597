import { join } from 'node:path';
import { heading, megabytes, row } from './report.ts';
import { has, measure, time } from './tools.ts';

/** A drill of a backup in a folder, in a process of its own, beside opening the very same objects with `age` and `zstd`. */
export function benchDrill(folder: string, { records, rounds }: { readonly records: number; readonly rounds: number }): void {
  const data = join(folder, 'drill-data');
  const vault = join(folder, 'drill-vault');
  const about = measure('data', data, String(records), 'none').result;
  measure('backup', vault, data, join(folder, 'drill-home'));
  heading(`A drill of ${Number(about['records']).toLocaleString('en')} records (${megabytes(Number(about['bytes']))} of JSON) from a folder`);
  const runs = Array.from({ length: rounds }, () => measure('drill', vault).result).toSorted((a, b) => a.ms - b.ms);
  const median = runs[Math.floor(runs.length / 2)];
  if (median === undefined) return;
  const floor = has('age') && has('zstd') ? openedByStrangers(vault, String(median['identity'])) : undefined;
  row('holdfast, in all', median.ms, `${median['ok'] === true ? 'every check passed' : 'FAILED'}, peak memory ${median.peakMB} MB; ${String(median['phases'])}`);
  row('age -d | zstd -d, every object', floor, floor === undefined ? '' : `holdfast is ${(median.ms / floor).toFixed(2)} × that`);
}

/** Without loading or looking at anything. */
function openedByStrangers(vault: string, key: string): number {
  return time(`find "${vault}" -path '*/segments/*.age' | while read -r object; do age -d -i "${key}" "$object" | zstd -d -q -c > /dev/null; done`);
}
