import { HoldfastError } from '../../../shared/model/errors.ts';
import type { AddGoogleDriveInput, Engine, FolderChoice, FoundFolder, GoogleSignInInput } from '../../engine/engine.ts';
import type { Invocation } from '../invocation.ts';
import { readSecret } from '../secrets.ts';
import { printable } from '../terminal/text.ts';

/** Options of `destination add --kind google-drive`, as they were typed. */
export interface DriveOptions {
  readonly folder?: string;
  readonly sharedDrive?: string;
  readonly clientId?: string;
  readonly clientSecretEnv?: string;
}

/** What a folder is called that nobody named. */
const usualFolder = 'Holdfast backups';

/** The address that the browser is sent to at the end is this computer's: on another one it leads nowhere, and whoever fetches it here brings it home. */
const elsewhere = 'No browser here? Open it on another computer. It ends there at a page that does not load: copy that page’s address, and run curl with it here, in quotes.';

/** Signs in, then finds the folder that was meant among those that Holdfast made there, or means a new one. @throws invalid-input, not-found, conflict; as the sign-in */
export async function driveInput(invocation: Invocation, engine: Engine, name: string, { folder, sharedDrive, clientId, clientSecretEnv }: DriveOptions): Promise<AddGoogleDriveInput> {
  const secret = clientSecretEnv === undefined ? undefined : await readSecret(invocation, 'Client secret', clientSecretEnv, '--client-secret-env');
  const { signIn, folders } = await signInThere(invocation, engine, { ...(clientId === undefined ? {} : { clientId }), ...(secret === undefined ? {} : { clientSecret: secret }) });
  return { name, kind: 'google-drive', signIn, folder: chosen(folders, folder, sharedDrive) };
}

/** Prints Google's page for the person to open, and waits until they have finished there. @throws as the engine's desk */
export async function signInThere(invocation: Invocation, engine: Engine, input: GoogleSignInInput): Promise<{ readonly signIn: string; readonly folders: readonly FoundFolder[] }> {
  const { google } = engine.destinations;
  const { signIn, address } = await google.begin(input, invocation.call);
  const { output } = invocation;
  output.message(`Open this address in a browser on this computer, sign in to Google there, and tick the box for Google Drive:\n\n  ${address}\n\n${elsewhere}\nWaiting for you, at most five minutes. Ctrl-C stops.`);
  const { account, folders } = await google.finished(signIn, invocation.call);
  output.message(`Signed in${account === undefined ? '' : ` as ${printable(account)}`}.`);
  return { signIn, folders };
}

function chosen(folders: readonly FoundFolder[], wanted: string | undefined, sharedDrive: string | undefined): FolderChoice {
  const name = wanted ?? usualFolder;
  const byId = folders.find(({ id }) => id === name);
  if (byId !== undefined) return { kind: 'found', id: byId.id };
  // In a shared drive that was named, a folder is made; one that is there already is meant by its id.
  const named = sharedDrive === undefined ? folders.filter((each) => each.name === name) : [];
  const [first, second] = named;
  if (second !== undefined) {
    throw new HoldfastError('conflict', `There are ${named.length} folders called “${name}” that Holdfast made there.`, { nextStep: `Name one by its id with --folder: ${named.map(({ id }) => id).join(', ')}.` });
  }
  if (first !== undefined) return { kind: 'found', id: first.id };
  if (looksLikeId(name)) {
    throw new HoldfastError('not-found', 'Google Drive shows Holdfast no folder with that id.', {
      nextStep: 'Holdfast sees only folders that it made itself, with the same client id. Give a name instead to make a new one.',
    });
  }
  return { kind: 'new', name, ...(sharedDrive === undefined ? {} : { sharedDrive }) };
}

/** As Google's ids of folders are: nobody calls a folder that. */
function looksLikeId(text: string): boolean {
  return /^[A-Za-z0-9_-]{25,}$/.test(text) && /\d/.test(text);
}
