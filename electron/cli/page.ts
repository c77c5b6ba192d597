import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { HoldfastError } from '../../shared/model/errors.ts';

/** The checkout's or the package's top folder. */
const root = path.join(import.meta.dirname, '..', '..');

/**
 * The folder of the built page. In a checkout it is built when it is missing or its sources changed; a package brings it.
 * @throws not-found when there is no page and nothing to build it from.
 */
export async function builtPage(say: (line: string) => void): Promise<string> {
  const folder = path.join(root, 'out', 'renderer');
  const builder = path.join(root, 'build', 'page.mjs');
  if (existsSync(builder)) await run(builder, say);
  if (!existsSync(path.join(folder, 'index.html'))) {
    throw new HoldfastError('not-found', 'The page of the app was not built.', { nextStep: 'Install Holdfast again; in a checkout, run "npm start".' });
  }
  return folder;
}

function run(builder: string, say: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [builder], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      for (const line of text.split('\n')) if (line.startsWith('holdfast: ')) say(line.slice('holdfast: '.length));
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new HoldfastError('bug', 'The page of the app could not be built.', { details: { output: said.slice(-2000) } }));
    });
  });
}
