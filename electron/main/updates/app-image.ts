import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import electronUpdater from 'electron-updater';

/**
 * electron-updater deletes the AppImage that runs and moves the new one there: from another disk, or onto a full one, that would fail after the deleting and
 * leave nothing. Here the new one is first brought beside the old, so that the move is a change of name.
 */
export class StagedAppImageUpdater extends electronUpdater.AppImageUpdater {
  #staged: string | null = null;

  /** @returns the copy that will be moved @throws where there is no room, or the folder cannot be written to */
  async stage(downloaded: string): Promise<string> {
    const running = process.env['APPIMAGE'];
    if (running === undefined) throw new Error('This is no AppImage.');
    const folder = stagingFolder(running);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { mode: 0o700 });
    const copy = path.join(folder, path.basename(downloaded));
    await copyFile(downloaded, copy);
    await chmod(copy, 0o755);
    this.#staged = copy;
    return copy;
  }

  protected override get installerPath(): string | null {
    return this.#staged ?? super.installerPath;
  }
}

/** Takes away what an earlier update left beside the AppImage. */
export async function clearStaged(): Promise<void> {
  const running = process.env['APPIMAGE'];
  if (running !== undefined) await rm(stagingFolder(running), { recursive: true, force: true }).catch(() => undefined);
}

function stagingFolder(running: string): string {
  return path.join(path.dirname(running), `.${path.basename(running)}.update`);
}
