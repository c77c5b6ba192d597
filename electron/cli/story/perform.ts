import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { RunningSampleApp } from '../../sample-app/index.ts';
import { writeRecoveryKit } from '../commands/recovery-kit.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { Invocation, Result } from '../invocation.ts';
import { visitShop } from './shop.ts';
import { appName, playStory } from './story.ts';
import { createTeller, StepFailed } from './teller.ts';
import { printable } from '../terminal/text.ts';
import { programVersion } from '../version.ts';

/** Where everything of one performance lies. */
interface Rooms {
  /** Backups, what was taken out, and with --keep the key. */
  readonly folder: string;
  /** Settings; of no use afterwards. */
  readonly home: string;
}

/** Plays the story and tells it. A step that fails ends it with that step's exit code. */
export async function perform(invocation: Invocation, keep: string | undefined): Promise<Result> {
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'holdfast-try-'));
  let app: RunningSampleApp | undefined;
  const teller = createTeller({ output: invocation.output, aloud: !invocation.json, now: () => performance.now() });
  try {
    const rooms: Rooms = { folder: keep === undefined ? temporary : await newFolder(keep), home: path.join(temporary, 'home') };
    await say(invocation, opening(invocation));
    const { createEngine, systemDependencies } = await import('../../engine/index.ts');
    const engine = createEngine(systemDependencies({ home: rooms.home, env: invocation.env, version: programVersion, keychain: 'memory-only' }));
    try {
      const { firstBackup } = await playStory(teller, {
        engine,
        // Steps are told as they are done; a line now and then between them would only be in the way.
        call: process.stderr.isTTY ? invocation.call : { signal: invocation.signal },
        place: path.join(rooms.folder, 'backups'),
        out: path.join(rooms.folder, 'taken-out'),
        openShop: async () => {
          const { startSampleApp } = await import('../../sample-app/index.ts');
          // The owner may see every record here, so that the story is about losing and finding.
          app = await startSampleApp({ bypassRls: true });
          return { app, shop: visitShop(app, invocation.signal) };
        },
      });
      if (keep !== undefined) {
        const kit = await engine.recoveryKit(appName);
        await writeRecoveryKit(path.join(rooms.folder, 'recovery-kit.txt'), await engine.kit.render(appName, { format: 'txt' }));
        await say(invocation, howToOpen(invocation, kit.places[0]?.location ?? rooms.folder, rooms.folder, firstBackup));
      }
      await say(invocation, closing(invocation, keep !== undefined));
    } finally {
      await engine.close();
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
  } finally {
    await app?.stop();
    await rm(temporary, { recursive: true, force: true });
  }
  return { json: { steps: teller.steps }, text: () => '', exit: teller.problem === undefined ? exitCodes.done : exitCodeOf(teller.problem.code) };
}

/** @throws conflict when something is there already. */
async function newFolder(keep: string): Promise<string> {
  const folder = path.resolve(keep);
  try {
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length === 0) return folder;
  } catch (cause) {
    throw new HoldfastError('permission-denied', `The folder ${folder} cannot be made.`, { nextStep: 'Choose another folder.', cause });
  }
  throw new HoldfastError('conflict', `The folder ${folder} is not empty.`, { nextStep: 'Choose a new or empty folder.' });
}

async function say({ json, output }: Invocation, text: string): Promise<void> {
  if (!json) await output.print(text);
}

function opening({ output }: Invocation): string {
  const { bold, dim } = output.style;
  return `\n  ${bold('Holdfast, in under a minute')}\n  ${dim('Nothing of yours is touched: the app is a sample, the folder a temporary one.')}\n\n`;
}

function howToOpen({ output }: Invocation, location: string, folder: string, backup: string): string {
  const { bold } = output.style;
  const key = path.join(folder, 'recovery-kit.txt');
  return (
    `  ${bold('Where it lies')}\n` +
    `    Backups:  ${printable(location)}\n` +
    `    Key:      ${printable(key)}\n\n` +
    `  ${bold('How to open it without Holdfast')}\n` +
    '    README.txt beside the backups tells it in full. With the programs age and zstd, what the first backup holds:\n' +
    `    age -d -i '${printable(key)}' '${printable(path.join(location, 'snapshots', `${backup}.age`))}' | zstd -d\n\n`
  );
}

function closing({ output, env }: Invocation, kept: boolean): string {
  const { bold, dim, accent } = output.style;
  // Started with `npm start`, the program is not installed: its commands go through npm.
  const holdfast = env['npm_lifecycle_event'] === undefined ? 'holdfast' : 'npm run -s holdfast --';
  const rehearsal = kept ? '' : `  ${dim('This was a rehearsal in a temporary folder, which is gone now. To keep one and look around in it:')}\n    ${accent(`${holdfast} try --keep my-first-backup`)}\n\n`;
  return (
    `${rehearsal}  ${bold('Now your own app')}\n` +
    `    ${accent(`${holdfast} destination add backups --kind local --path FOLDER`)}\n` +
    `    ${accent(`${holdfast} app add my-app --platform base44 --app-id ID`)}   ${dim('(asks for the access token)')}\n` +
    `    ${accent(`${holdfast} backup my-app`)}\n\n`
  );
}
