import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const schema = z.strictObject({ origin: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/), secret: z.string().length(43), pid: z.int().positive() });
export type Invitation = z.infer<typeof schema>;

const file = (home: string): string => path.join(home, 'serving.json');

/** Leaves word, readable by this person alone, of where the app is being served, so that a second start opens it instead of starting another. */
export async function leaveInvitation(home: string, invitation: Invitation): Promise<void> {
  await writeFile(file(home), JSON.stringify(invitation), { mode: 0o600 });
}

export async function withdrawInvitation(home: string): Promise<void> {
  await rm(file(home), { force: true });
}

/** A fresh address of the app that is served already; undefined where none answers. */
export async function askForInvitation(home: string): Promise<string | undefined> {
  let left: Invitation;
  try {
    left = schema.parse(JSON.parse(await readFile(file(home), 'utf8')));
  } catch {
    return undefined;
  }
  try {
    const response = await fetch(`${left.origin}/invitation`, { method: 'POST', body: JSON.stringify({ secret: left.secret }), signal: AbortSignal.timeout(3000) });
    if (!response.ok) return undefined;
    const { url } = z.object({ url: z.string().startsWith(`${left.origin}/#token=`) }).parse(await response.json());
    return url;
  } catch {
    return undefined;
  }
}
