import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..', '..');

/** Builds the page once, before tests that run side by side would each find it missing. */
// oxlint-disable-next-line import/no-default-export -- Playwright loads a global set-up by its default export.
export default function buildPage(): void {
  const { status } = spawnSync(process.execPath, [path.join(root, 'build', 'page.mjs')], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('The page could not be built.');
}
