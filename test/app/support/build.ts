import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Everything that the walks run is built once, before the first of them: two at a time would build into the same folder. */
// oxlint-disable-next-line import/no-default-export -- Playwright takes a global set-up this way only.
export default function build(): void {
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, '..', '..', '..', 'build', 'desktop.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The app could not be built.');
}
