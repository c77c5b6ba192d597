/**
 * Makes this system's files of a release in release/, signed where the secrets for it are there: `node build/release/make.mjs [OPTIONS OF ELECTRON-BUILDER]`.
 * Publishes nothing. Secrets come by the environment (docs/releasing.md), and the app is built without them.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { signingPlan, withKeyFile, writeSigning } from './signing.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** A pre-release is told of in `latest*.yml`, too, which is what is signed for updates. */
const always = '-c.detectUpdateChannel=false';

try {
  const { note, args, env, withoutSecrets } = signingPlan(process.platform, process.env);
  process.stderr.write(`holdfast: packaging for ${note.system}, ${note.signing}\n`);
  if (run('build/desktop.mjs', [], withoutSecrets)) {
    const ready = withKeyFile(env);
    try {
      if (run('build/package/package.mjs', [always, ...args, ...process.argv.slice(2)], ready.env)) writeSigning(join(root, 'release'), note);
    } finally {
      ready.remove();
    }
  }
} catch (error) {
  process.stderr.write(`holdfast: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** @param {string} program @param {readonly string[]} args @param {Readonly<Record<string, string>>} env */
function run(program, args, env) {
  const { status } = spawnSync(process.execPath, [join(root, program), ...args], { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exitCode = status ?? 1;
  return status === 0;
}
