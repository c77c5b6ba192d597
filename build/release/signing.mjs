/**
 * Which of a release's files the system of its user will trust, decided from the secrets that there are: all that one way of signing
 * needs, or none of them. Half of them is a mistake, and never an unsigned file that passes for a signed one.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {'macos' | 'windows' | 'linux'} System */
/** @typedef {'signed-and-notarised' | 'signed' | 'unsigned'} Signing */
/** @typedef {{readonly system: System, readonly signing: Signing}} SigningNote */
/** @typedef {{readonly note: SigningNote, readonly args: readonly string[], readonly env: Readonly<Record<string, string>>, readonly withoutSecrets: Readonly<Record<string, string>>}} SigningPlan */

const macCertificate = ['CSC_LINK', 'CSC_KEY_PASSWORD'];
/** What Apple notarises for: a key of App Store Connect, or somebody's Apple ID. */
const appleKey = ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'];
const appleId = ['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID'];
const certificate = ['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD'];
const azure = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_SIGN_ENDPOINT', 'AZURE_SIGN_ACCOUNT', 'AZURE_SIGN_PROFILE', 'AZURE_SIGN_PUBLISHER'];
/** Everything that electron-builder or a tool of its could sign with, so that nothing but what was decided here does. */
const anySecret = /^(?:CSC_|WIN_CSC_|APPLE_|AZURE_|HOLDFAST_RELEASE_)/;

/**
 * @param {NodeJS.Platform} platform @param {Readonly<Record<string, string | undefined>>} env an absent secret is an empty text in a workflow
 * @returns {SigningPlan} what electron-builder is told besides, the whole environment it gets, and that of whatever needs no secret
 * @throws {Error} a sentence with the names of what is missing, never a value
 */
export function signingPlan(platform, env) {
  switch (platform) {
    case 'darwin':
      return macPlan(env);
    case 'win32':
      return windowsPlan(env);
    default:
      return plan(env, [], { system: 'linux', signing: 'unsigned' }, []);
  }
}

/** @param {Readonly<Record<string, string | undefined>>} env @returns {SigningPlan} */
function macPlan(env) {
  const byKey = appleKey.some((name) => isSet(env, name));
  if (byKey && appleId.some((name) => isSet(env, name))) throw new Error('macOS files can be notarised by a key (APPLE_API_KEY) or by an Apple ID (APPLE_ID), not by both: remove one.');
  const secrets = [...macCertificate, ...(byKey ? appleKey : appleId)];
  return all('macOS', secrets, env)
    ? plan(env, secrets, { system: 'macos', signing: 'signed-and-notarised' }, ['-c.forceCodeSigning=true', '-c.mac.notarize=true'])
    : plan(env, [], { system: 'macos', signing: 'unsigned' }, ['-c.mac.notarize=false']);
}

/** @param {Readonly<Record<string, string | undefined>>} env @returns {SigningPlan} */
function windowsPlan(env) {
  const byCertificate = all('Windows, by a certificate', certificate, env);
  const byAzure = all('Windows, by Azure', azure, env);
  if (byCertificate && byAzure) throw new Error('Windows files can be signed by a certificate (WIN_CSC_LINK) or by Azure (AZURE_TENANT_ID), not by both: remove one.');
  const force = '-c.forceCodeSigning=true';
  if (byCertificate) return plan(env, certificate, { system: 'windows', signing: 'signed' }, [force]);
  if (!byAzure) return plan(env, [], { system: 'windows', signing: 'unsigned' }, []);
  const options = { endpoint: 'AZURE_SIGN_ENDPOINT', codeSigningAccountName: 'AZURE_SIGN_ACCOUNT', certificateProfileName: 'AZURE_SIGN_PROFILE', publisherName: 'AZURE_SIGN_PUBLISHER' };
  return plan(env, azure.slice(0, 3), { system: 'windows', signing: 'signed' }, [force, ...Object.entries(options).map(([option, name]) => `-c.win.azureSignOptions.${option}=${env[name]}`)]);
}

/** Whether all of them are there; some of them is an error. @param {string} what @param {readonly string[]} names @param {Readonly<Record<string, string | undefined>>} env */
function all(what, names, env) {
  const missing = names.filter((name) => !isSet(env, name));
  if (missing.length === 0) return true;
  if (missing.length === names.length) return false;
  throw new Error(`Signing for ${what} lacks ${missing.join(', ')}. Set all of ${names.join(', ')}, or none of them.`);
}

/** @param {Readonly<Record<string, string | undefined>>} env @param {string} name */
function isSet(env, name) {
  return (env[name] ?? '').trim() !== '';
}

/**
 * electron-builder takes Apple's key as a file, a workflow has it as a secret's text: where it is the text, it lies in a file for as long as it is needed, for its owner alone.
 * @param {Readonly<Record<string, string>>} env @returns {{readonly env: Readonly<Record<string, string>>, readonly remove: () => void}}
 */
export function withKeyFile(env) {
  const { APPLE_API_KEY: key = '' } = env;
  if (!key.includes('-----BEGIN')) return { env, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-apple-key-'));
  const file = join(folder, 'key.p8');
  writeFileSync(file, `${key.trim()}\n`, { mode: 0o600 });
  return { env: { ...env, APPLE_API_KEY: file }, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** @param {Readonly<Record<string, string | undefined>>} env @param {readonly string[]} secrets @param {SigningNote} note @param {readonly string[]} args @returns {SigningPlan} */
function plan(env, secrets, note, args) {
  // Else a Mac's own keychain would be searched for any certificate that fits.
  const withoutSecrets = { ...only(env, (name) => !anySecret.test(name)), CSC_IDENTITY_AUTO_DISCOVERY: 'false' };
  return { note, args, env: secrets.length === 0 ? withoutSecrets : only(env, (name) => !anySecret.test(name) || secrets.includes(name)), withoutSecrets };
}

/** @param {Readonly<Record<string, string | undefined>>} env @param {(name: string) => boolean} wanted @returns {Record<string, string>} */
function only(env, wanted) {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined || !wanted(name) ? [] : [[name, value]])));
}

/** @param {string} folder @param {SigningNote} note */
export function writeSigning(folder, note) {
  writeFileSync(join(folder, `signing-${note.system}.json`), `${JSON.stringify(note)}\n`);
}

/** @param {string} folder @returns {readonly SigningNote[]} @throws {Error} where a system has none: a text that leaves one out says too little */
export function readSigning(folder) {
  const notes = readdirSync(folder).filter((name) => /^signing-[a-z]+\.json$/.test(name)).map((name) => noteOf(/** @type {Record<string, unknown>} */ (JSON.parse(readFileSync(join(folder, name), 'utf8')))));
  const lacking = systems.filter((system) => !notes.some((note) => note.system === system));
  if (lacking.length > 0) throw new Error(`How the files for ${lacking.join(', ')} are signed was not noted.`);
  return systems.flatMap((system) => notes.filter((note) => note.system === system));
}

/** @type {readonly System[]} */
const systems = ['macos', 'windows', 'linux'];
/** @type {readonly Signing[]} */
const signings = ['signed-and-notarised', 'signed', 'unsigned'];

/** @param {Readonly<Record<string, unknown>>} record @returns {SigningNote} */
function noteOf({ system, signing }) {
  const [known, how] = [systems.find((each) => each === system), signings.find((each) => each === signing)];
  if (known === undefined || how === undefined) throw new Error('A note of how files are signed cannot be read.');
  return { system: known, signing: how };
}

/** Whether an installed Holdfast takes what lies in a folder as an update: everything it would read has its signature beside it. @param {string} folder */
export function isSignedForUpdates(folder) {
  const names = readdirSync(folder);
  const read = names.filter((name) => /^latest[\w-]*\.yml$/.test(name));
  return read.length > 0 && read.every((name) => names.includes(`${name}.sig`));
}

/** What a person who downloads has to know. @param {readonly SigningNote[]} notes @param {boolean} forUpdates @returns {string} Markdown */
export function signingText(notes, forUpdates) {
  const notOnAMac = notes.some(({ system, signing }) => system === 'macos' && signing === 'unsigned') ? ', except on a Mac: there an app that is not signed cannot update itself' : '';
  const updates = forUpdates ? `Updates: signed. A Holdfast that is installed offers this release${notOnAMac}.` : 'Updates: **not signed**. A Holdfast that is installed does not offer this release; download it.';
  return ['### How these files are signed', '', ...notes.map((note) => `- ${sentence(note)}`), `- ${updates}`, '- `SHA256SUMS.txt` has the checksum of each file, and `gh attestation verify FILE --repo OWNER/NAME` shows which commit and workflow made it.', ''].join('\n');
}

/** @param {SigningNote} note */
function sentence({ system, signing }) {
  if (system === 'linux') return 'Linux: the packages carry no signature of their own. Compare the checksum.';
  if (system === 'windows') return signing === 'unsigned' ? 'Windows: **not signed**. Windows warns about it before the first start.' : 'Windows: signed.';
  if (signing === 'signed-and-notarised') return 'macOS: signed, and notarised by Apple.';
  return 'macOS: **not signed by a registered developer and not notarised**. macOS refuses to open it until you allow it in System Settings › Privacy & Security.';
}
