import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What must be in no report and no log, put into errors by the walks. */
export const secret = 'AGE-SECRET-KEY-1WALKWALKWALK of chloe@customer.example, token=sk_live_walk';

/** The problems that a home has kept, oldest first: `main uncaught-error`. */
export async function keptProblems(home: string): Promise<readonly string[]> {
  const names = (await readdir(path.join(home, 'reports')).catch(() => [])).filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      const { area, kind } = JSON.parse(await readFile(path.join(home, 'reports', name), 'utf8')) as { readonly area: string; readonly kind: string };
      return `${area} ${kind}`;
    }),
  );
}

/** Everything that is in the reports and logs of a home. */
export async function writtenDown(home: string): Promise<string> {
  const texts = await Promise.all(
    ['reports', 'logs'].map(async (folder) => {
      const names = await readdir(path.join(home, folder)).catch(() => []);
      return Promise.all(names.map((name) => readFile(path.join(home, folder, name), 'utf8')));
    }),
  );
  return texts.flat().join('\n');
}
