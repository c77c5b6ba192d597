/**
 * Signs what a release says of itself, so that an installed Holdfast accepts it as an update (docs/adr/0035). Run it after electron-builder made the
 * packages of a system, in the folder they lie in, and publish every `latest*.yml` together with the `latest*.yml.sig` that it writes.
 *
 *   node build/run.mjs build/release/sign-release.mjs new-key
 *       Makes a key pair, once. Prints the public key, for build/release/release-keys.json, on stdout; writes the secret key to stderr, for the
 *       secret HOLDFAST_RELEASE_KEY of the release workflow and for a safe place off every computer. It is kept nowhere else.
 *   node build/run.mjs build/release/sign-release.mjs sign FOLDER [--rollout PERCENT] [--notes SENTENCE]
 *       Reads every package that each `latest*.yml` in FOLDER names, compares size and sha512, and only then signs. --rollout: how many of the
 *       computers are offered it at first (0 to 100; absent = all). --notes: what is new, in one sentence of plain text.
 *   node build/run.mjs build/release/sign-release.mjs rollout FOLDER PERCENT
 *       Changes the percentage of a release that is out: FOLDER holds the published `latest*.yml` and `.sig`; needs no packages. A file without a
 *       good signature is refused. Publish both files again. 0 halts a release; computers that have it keep it.
 *   node build/run.mjs build/release/sign-release.mjs verify FOLDER
 *       Says by which key each file is signed; fails where one is not. Needs no secret.
 *
 * HOLDFAST_RELEASE_KEY: the secret key (PKCS#8 in DER, in base64); several, with spaces between them, sign all: while a key is replaced, the old and
 * the new one (see docs/updates.md). A secret whose public key is not in release-keys.json is refused: nobody would accept what it signs.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createReadStream, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { keyId, signatureFile, signedMessage, signerOf } from '../../electron/main/updates/release-signature.ts';
import { readRelease } from '../../electron/main/updates/release.ts';

/**
 * @typedef {object} Surroundings
 * @property {readonly string[]} keys public keys
 * @property {string} secret what HOLDFAST_RELEASE_KEY holds
 * @property {(line: string) => void} say
 */

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const keys = /** @type {readonly string[]} */ (JSON.parse(readFileSync(new URL('release-keys.json', import.meta.url), 'utf8')));
    await run(process.argv.slice(2), { keys, secret: process.env.HOLDFAST_RELEASE_KEY ?? '', say: (line) => void process.stdout.write(`${line}\n`) });
  } catch (error) {
    process.stderr.write(`sign-release: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** @param {readonly string[]} args @param {Surroundings} surroundings */
export async function run([command, ...args], surroundings) {
  if (command === 'new-key') return newKey(surroundings);
  const [folder, ...more] = args;
  if (folder === undefined) throw new Error('Usage: sign-release.mjs new-key | sign FOLDER [--rollout PERCENT] [--notes SENTENCE] | rollout FOLDER PERCENT | verify FOLDER');
  if (command === 'sign') return signAll(folder, options(more), surroundings);
  if (command === 'rollout') return changeRollout(folder, percent(more[0]), surroundings);
  if (command === 'verify') return verifyAll(folder, surroundings);
  throw new Error(`There is no command ${command}.`);
}

/** @param {Surroundings} surroundings */
function newKey({ say }) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const open = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  say(open);
  process.stderr.write(`Public key ${keyId(open)} is on stdout: add it to build/release/release-keys.json.\nSecret key, shown this once (HOLDFAST_RELEASE_KEY):\n${privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')}\n`);
}

/** @param {string} folder @param {{ rollout?: number, notes?: string }} wanted @param {Surroundings} surroundings */
async function signAll(folder, wanted, surroundings) {
  const secrets = secretKeys(surroundings);
  for (const file of releaseFiles(folder)) {
    const written = withFields(readFileSync(join(folder, file), 'utf8'), wanted);
    const { files } = readRelease(written);
    for (const { url, size, sha512 } of files) await expectPackage(join(folder, url), size, sha512);
    signFile(folder, file, written, secrets, surroundings);
  }
}

/** @param {string} folder @param {number} rollout @param {Surroundings} surroundings */
function changeRollout(folder, rollout, surroundings) {
  const secrets = secretKeys(surroundings);
  for (const file of releaseFiles(folder)) {
    expectSigned(folder, file, surroundings);
    signFile(folder, file, withFields(readFileSync(join(folder, file), 'utf8'), { rollout }), secrets, surroundings);
  }
}

/** @param {string} folder @param {Surroundings} surroundings */
function verifyAll(folder, surroundings) {
  for (const file of releaseFiles(folder)) surroundings.say(`${file}: signed by ${expectSigned(folder, file, surroundings)}`);
}

/** @param {string} folder @param {string} file @param {string} text @param {ReadonlyMap<string, import('node:crypto').KeyObject>} secrets @param {Surroundings} surroundings */
function signFile(folder, file, text, secrets, surroundings) {
  readRelease(text);
  const bytes = Buffer.from(text);
  writeFileSync(join(folder, file), bytes);
  writeFileSync(join(folder, `${file}.sig`), signatureFile(new Map([...secrets].map(([id, key]) => [id, sign(null, signedMessage(file, bytes), key)]))));
  surroundings.say(`${file}: signed by ${expectSigned(folder, file, surroundings)}`);
}

/** @param {string} folder @param {string} file @param {Surroundings} surroundings @returns {string} the id of the key */
function expectSigned(folder, file, { keys }) {
  const id = signerOf(keys, { file, bytes: readFileSync(join(folder, file)), signatures: readFileSync(join(folder, `${file}.sig`), 'utf8') });
  if (id === undefined) throw new Error(`${file} is not signed by a key of release-keys.json.`);
  return id;
}

/** @param {string} path @param {number} size @param {string} sha512 */
async function expectPackage(path, size, sha512) {
  if (statSync(path).size !== size) throw new Error(`${path} has another size than the release says.`);
  const hash = createHash('sha512');
  for await (const part of createReadStream(path)) hash.update(/** @type {Buffer} */ (part));
  if (hash.digest('base64') !== sha512) throw new Error(`${path} has another sha512 than the release says.`);
}

/** @param {string} folder @returns {readonly string[]} */
function releaseFiles(folder) {
  const files = readdirSync(folder).filter((name) => /^latest[\w-]*\.yml$/.test(name));
  if (files.length === 0) throw new Error(`There is no latest*.yml in ${folder}.`);
  return files;
}

/** @param {Surroundings} surroundings @returns {ReadonlyMap<string, import('node:crypto').KeyObject>} */
function secretKeys({ keys, secret }) {
  const given = secret.split(/\s+/).filter(Boolean);
  if (given.length === 0) throw new Error('HOLDFAST_RELEASE_KEY is not set: nothing can be signed.');
  const known = new Set(keys.map((key) => keyId(key)));
  return new Map(
    given.map((text) => {
      const key = readSecret(text);
      if (key.asymmetricKeyType !== 'ed25519') throw new Error('HOLDFAST_RELEASE_KEY is no Ed25519 key.');
      const id = keyId(createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'));
      if (!known.has(id)) throw new Error(`The public key ${id} is not in release-keys.json: no Holdfast would accept what it signs.`);
      return [id, key];
    }),
  );
}

/** Nothing of the secret is in the error. @param {string} text */
function readSecret(text) {
  try {
    return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    throw new Error('HOLDFAST_RELEASE_KEY is not a secret key as new-key prints it.');
  }
}

/**
 * The file with these fields in place of its own. Lines, since everything else has to stay as electron-builder wrote it.
 * @param {string} text @param {{ rollout?: number, notes?: string }} wanted
 */
function withFields(text, { rollout, notes }) {
  let lines = text.trimEnd().split('\n');
  if (rollout !== undefined) lines = [...without(lines, 'stagingPercentage'), ...(rollout === 100 ? [] : [`stagingPercentage: ${rollout}`])];
  // JSON's strings are YAML's, too.
  if (notes !== undefined) lines = [...without(lines, 'releaseNotes'), `releaseNotes: ${JSON.stringify(notes)}`];
  return `${lines.join('\n')}\n`;
}

/** Without a field and the indented lines that belong to it. @param {readonly string[]} lines @param {string} field */
function without(lines, field) {
  let isInside = false;
  return lines.filter((line) => {
    isInside = line.startsWith(`${field}:`) || (isInside && /^(\s|$)/.test(line));
    return !isInside;
  });
}

/** @param {readonly string[]} args @returns {{ rollout?: number, notes?: string }} */
function options(args) {
  const wanted = /** @type {{ rollout?: number, notes?: string }} */ ({});
  for (let at = 0; at < args.length; at += 2) {
    const value = args[at + 1];
    if (args[at] === '--rollout') wanted.rollout = percent(value);
    else if (args[at] === '--notes' && value !== undefined) wanted.notes = value;
    else throw new Error(`"${args[at]}" is no option of sign.`);
  }
  return wanted;
}

/** @param {string | undefined} text */
function percent(text) {
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isInteger(value) || value < 0 || value > 100) throw new Error('A rollout is a whole number from 0 to 100.');
  return value;
}
