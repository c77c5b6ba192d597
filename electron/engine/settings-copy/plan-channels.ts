import type { CopyItem } from '../../../shared/contract/settings-copy.ts';
import type { Settings, StoredChannel } from '../settings/schema.ts';
import type { SettingsCopy } from './copy-format.ts';
import { item, same, type Surroundings } from './plan.ts';
import { freeName } from './plan-places.ts';

export interface PlannedChannels {
  readonly items: readonly CopyItem[];
  readonly alertChannels: readonly StoredChannel[];
  readonly secrets: ReadonlyMap<string, string>;
}

/** Channels are known by their id. One that could deliver nothing is left out: listed, it would be believed in. @param apps what apps of the file are called here. */
export async function planChannels(copy: SettingsCopy, current: Settings, apps: ReadonlyMap<string, string>, around: Surroundings): Promise<PlannedChannels> {
  const alertChannels = [...current.alertChannels];
  const items: CopyItem[] = [];
  const secrets = new Map<string, string>();
  for (const stored of copy.settings.alertChannels) {
    const where = addressOf(stored);
    const wanted = stored.apps === 'all' ? 'all' : stored.apps.flatMap((name) => apps.get(name) ?? []);
    if (wanted !== 'all' && wanted.length === 0) {
      items.push(item('channel', stored.name, 'leave-out', { where, reason: 'no-app' }));
      continue;
    }
    const index = alertChannels.findIndex(({ id, kind }) => id === stored.id && kind === stored.kind);
    const here = alertChannels[index];
    const found = await secretsOf(stored, here, copy, around);
    if (found === undefined) {
      items.push(item('channel', stored.name, 'leave-out', { where, reason: stored.kind === 'email' ? 'password-missing' : 'address-missing' }));
      continue;
    }
    for (const [name, secret] of found.secrets) secrets.set(name, secret);
    if (here === undefined) {
      const name = freeName(stored.name, alertChannels);
      alertChannels.push({ ...found.channel, name, apps: wanted });
      items.push(item('channel', stored.name, 'add', { where, ...(name === stored.name ? {} : { as: name }) }));
      continue;
    }
    const next: StoredChannel = { ...found.channel, name: here.name, addedAt: here.addedAt, apps: wanted };
    const isSameWhere = same({ ...next, ...wishesOf(here) }, here);
    const changes = [...(isSameWhere ? [] : [stored.kind === 'email' ? ('server' as const) : ('address' as const)]), ...(same(wishesOf(next), wishesOf(here)) ? [] : ['wishes' as const])];
    alertChannels[index] = changes.length === 0 ? here : next;
    items.push(item('channel', stored.name, changes.length === 0 ? 'same' : 'replace', { where, changes, ...(here.name === stored.name ? {} : { as: here.name }) }));
  }
  return { items, alertChannels, secrets };
}

function addressOf(channel: StoredChannel): string {
  return channel.kind === 'email' ? `${channel.to.join(', ')} · ${channel.host}` : channel.shown;
}

function wishesOf(channel: StoredChannel): Partial<StoredChannel> {
  return channel.kind === 'ping' ? { apps: channel.apps } : { apps: channel.apps, least: channel.least, digest: channel.digest };
}

interface WithSecrets {
  readonly channel: StoredChannel;
  readonly secrets: readonly (readonly [string, string])[];
}

/** The channel with secrets that fit it: those of the file, or those that are here for just that address. Undefined where it could send nothing. */
async function secretsOf(stored: StoredChannel, here: StoredChannel | undefined, copy: SettingsCopy, around: Surroundings): Promise<WithSecrets | undefined> {
  const own = `channel/${stored.id}/${around.newId()}`;
  if (stored.kind === 'email') {
    if (stored.user === undefined) return { channel: { ...stored, secrets: {} }, secrets: [] };
    const given = stored.secrets.password === undefined ? undefined : copy.secrets.get(stored.secrets.password);
    const isSameServer = here?.kind === 'email' && here.host === stored.host && here.port === stored.port && here.security === stored.security && here.user === stored.user;
    const keptName = isSameServer ? here.secrets.password : undefined;
    const kept = keptName === undefined ? undefined : await around.secret(keptName);
    if (kept !== undefined && keptName !== undefined && (given === undefined || given === kept)) return { channel: { ...stored, secrets: { password: keptName } }, secrets: [] };
    return given === undefined ? undefined : { channel: { ...stored, secrets: { password: `${own}/password` } }, secrets: [[`${own}/password`, given]] };
  }
  const url = copy.secrets.get(stored.secrets.url);
  const before = here === undefined || here.kind === 'email' ? undefined : { url: await around.secret(here.secrets.url), shown: here.shown };
  if (url === undefined || url === before?.url) {
    // Only what is heard of is set anew: where it goes stays as it is here.
    if (here === undefined || here.kind !== stored.kind || before?.url === undefined) return url === undefined ? undefined : renamed(stored, own, url, copy);
    const signing = stored.kind === 'webhook' && stored.secrets.signing !== undefined ? copy.secrets.get(stored.secrets.signing) : undefined;
    const keptSigning = here.kind === 'webhook' && here.secrets.signing !== undefined ? await around.secret(here.secrets.signing) : undefined;
    if (signing !== undefined && signing !== keptSigning && url !== undefined) return renamed(stored, own, url, copy);
    return { channel: keptAddress(stored, here), secrets: [] };
  }
  return renamed(stored, own, url, copy);
}

function keptAddress(stored: Exclude<StoredChannel, { kind: 'email' }>, here: Exclude<StoredChannel, { kind: 'email' }>): StoredChannel {
  if (stored.kind === 'webhook' && here.kind === 'webhook') return { ...stored, shown: here.shown, secrets: here.secrets };
  return { ...stored, shown: here.shown, secrets: { url: here.secrets.url } };
}

/** Under names that nothing else has. */
function renamed(stored: Exclude<StoredChannel, { kind: 'email' }>, own: string, url: string, copy: SettingsCopy): WithSecrets {
  const address = [`${own}/address`, url] as const;
  if (stored.kind !== 'webhook') return { channel: { ...stored, secrets: { url: address[0] } }, secrets: [address] };
  const signing = stored.secrets.signing === undefined ? undefined : copy.secrets.get(stored.secrets.signing);
  if (signing === undefined) return { channel: { ...stored, secrets: { url: address[0] } }, secrets: [address] };
  return { channel: { ...stored, secrets: { url: address[0], signing: `${own}/signing` } }, secrets: [address, [`${own}/signing`, signing]] };
}
