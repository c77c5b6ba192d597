import path from 'node:path';
import { app } from 'electron';
import { strings } from './strings.ts';

/**
 * Where this person's Holdfast keeps its state: the folder that the command line uses too. The sample app has one of its own,
 * so that trying things out touches nothing. What Chromium keeps lies in a folder inside, apart from what matters.
 * @returns the engine's home
 */
export function chooseFolders({ sample }: { readonly sample: boolean }): string {
  app.setName(strings.appName);
  const chosen = process.env['HOLDFAST_HOME'] ?? '';
  const own = chosen === '' ? path.join(app.getPath('appData'), strings.appName) : path.resolve(chosen);
  const home = sample ? path.join(own, 'sample') : own;
  app.setPath('userData', home);
  app.setPath('sessionData', path.join(home, 'window'));
  return home;
}
