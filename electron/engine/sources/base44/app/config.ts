import { type CoverageGap, partsOfAnApp } from '../../../../../shared/model/app.ts';
import { HoldfastError } from '../../../../../shared/model/errors.ts';
import type { JsonValue } from '../../../../../shared/model/record.ts';
import type { AppConfig } from '../../../ports/source.ts';
import type { Connection } from '../connection/connection.ts';
import { endsTheSource } from '../connection/failures.ts';
import { byCodeUnit, isRecord } from '../records/write-record.ts';
import { asJson } from './json.ts';
import { appSettings, settingNames } from './settings.ts';

type Item = AppConfig['items'][number];

interface Part {
  readonly items: readonly Item[];
  readonly coverage: readonly CoverageGap[];
}

/**
 * Everything else that defines the app and that the API gives out without giving out secrets. What could not be read is
 * coverage. `GET …/secrets` is never called: it answers with the values.
 * @throws what ends the whole source.
 */
export async function readConfig(connection: Connection, signal: AbortSignal): Promise<AppConfig> {
  const settings = await settingsPart(connection, signal);
  const functions = await listPart(connection, { path: 'backend-functions', list: 'functions', folder: 'functions', what: partsOfAnApp.functions }, signal);
  const agents = await listPart(connection, { path: 'agent-configs', list: 'items', folder: 'agents', what: partsOfAnApp.agents }, signal);
  const skills = await listPart(connection, { path: 'agent-skills', list: 'items', folder: 'agent-skills', what: partsOfAnApp.skills }, signal);
  const parts = [settings, functions, agents, skills];
  const items = new Map<string, Item>();
  for (const item of parts.flatMap((part) => part.items)) if (!items.has(item.name)) items.set(item.name, item);
  return {
    items: [...items.values()].toSorted((a, b) => byCodeUnit(a.name, b.name)),
    coverage: [...parts.flatMap((part) => part.coverage), secretsGap(functions.items), ...neverThere],
  };
}

/** What no call of the API gives out, or only together with secrets. */
const neverThere: readonly CoverageGap[] = [
  { what: 'automations', why: 'Base44 lists only those that belong to a backend function; the others cannot be read.', nextStep: 'Write down schedules and triggers that are set in the dashboard.' },
  { what: 'connected accounts and sign-in providers', why: 'Their keys are secrets, which are never copied.', nextStep: 'After a restore into another app, connect them again.' },
  { what: 'conversations with agents', why: 'They belong to single users and are not part of the tables.' },
  { what: "the app's pages and components", why: 'Their code is not read here.', nextStep: 'Connect the app to GitHub, or export it as a ZIP file in Base44.' },
];

async function settingsPart(connection: Connection, signal: AbortSignal): Promise<Part> {
  // Only what is known to hold no secret is asked for, and only that is kept, whatever comes.
  const answer = await ask(connection, { path: '', query: { fields: settingNames.join(',') }, what: partsOfAnApp.settings }, signal);
  if (answer instanceof HoldfastError || !isRecord(answer)) return { items: [], coverage: [notRead(partsOfAnApp.settings, answer)] };
  return {
    items: [{ name: 'settings', value: appSettings(answer) }],
    coverage: [{ what: 'other settings of the app', why: 'Only settings that cannot hold a secret are copied: name, description, look, visibility, which ways to sign in are on.' }],
  };
}

/** A list of named things, each an item of its own. */
async function listPart(
  connection: Connection,
  { path, list, folder, what }: { readonly path: string; readonly list: string; readonly folder: string; readonly what: string },
  signal: AbortSignal,
): Promise<Part> {
  const answer = await ask(connection, { path, query: {}, what }, signal);
  const found = Array.isArray(answer) ? answer : isRecord(answer) ? answer[list] : undefined;
  if (!Array.isArray(found)) return { items: [], coverage: [notRead(what, answer)] };
  const items = found.flatMap((one): Item[] => {
    const name = isRecord(one) ? one['name'] : undefined;
    return isRecord(one) && typeof name === 'string' ? [{ name: `${folder}/${name}`, value: authored(one) }] : [];
  });
  const nameless = found.length - items.length;
  return { items, coverage: nameless === 0 ? [] : [{ what, why: `${nameless} of them came without a name and could not be kept.`, nextStep: 'Give them a name in Base44.' }] };
}

/**
 * A function or agent as its author wrote it: without the deployment that happens to run it, and without settings that
 * are called like a secret. (What somebody wrote into the code itself stays: it is the code.)
 */
function authored(value: unknown, isTop = true): JsonValue {
  if (Array.isArray(value)) return value.map((one) => authored(one, false));
  if (!isRecord(value)) return asJson(value);
  const kept = Object.entries(value).filter(([name]) => !secretName.test(name) && !(isTop && name === 'deployment_id'));
  return Object.fromEntries(kept.map(([name, inner]) => [name, authored(inner, false)]));
}

const secretName = /secret|password|passphrase|credential|private_?key|api_?key|access_?token|refresh_?token|auth_?token|bot_?token/i;

async function ask(
  connection: Connection,
  { path, query, what }: { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly what: string },
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return (await connection.request({ path, query, purpose: `read ${what}` }, signal)).value;
  } catch (error) {
    if (endsTheSource(error) || !(error instanceof HoldfastError)) throw error;
    return error;
  }
}

function notRead(what: string, answer: unknown): CoverageGap {
  if (!(answer instanceof HoldfastError)) return { what, why: 'Base44 answered in a way that is not understood.', nextStep: 'Back up again. If it stays so, send us the report in Settings.' };
  // Nothing that anybody could do: no next step.
  if (answer.code === 'not-found') return { what, why: 'Base44 does not give them out here.' };
  return { what, why: answer.message, nextStep: answer.nextStep };
}

/** Names are taken from the code that uses them; the list that Base44 has comes only with the values. */
function secretsGap(functions: readonly Item[]): CoverageGap {
  const names = new Set<string>();
  for (const { value } of functions) for (const [, name = ''] of JSON.stringify(value).matchAll(/\benv\.get\(\s*(?:\\"|'|`)([A-Za-z_]\w{0,100})/g)) names.add(name);
  const used = [...names].filter((name) => !name.startsWith('BASE44_')).toSorted(byCodeUnit);
  return {
    what: 'secrets',
    why: `Values of secrets are never copied.${used.length === 0 ? '' : ` The backend functions use ${used.join(', ')}.`}`,
    nextStep: 'Keep them in a password manager, and set them again after a restore into another app.',
  };
}
