import type { NewChannel } from '../../../../shared/contract/alerts.ts';
import { HoldfastError, toHoldfastError, toPlainError } from '../../../../shared/model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Keychain } from '../../ports/keychain.ts';
import { sameName } from '../../registry/names.ts';
import type { Settings, StoredChannel } from '../../settings/schema.ts';
import type { SettingsStore } from '../../settings/settings.ts';
import type { ChannelDesk, ChannelWishes, ShownChannel } from '../alert-desk.ts';
import type { Delivered } from '../outbox.ts';
import type { AlertState } from '../state.ts';
import type { AlertStore } from '../store.ts';
import { channelUrl, shownAddress } from './answer-of.ts';

export interface ChannelDeskDeps {
  readonly settings: SettingsStore;
  readonly keychain: Keychain;
  readonly store: AlertStore;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly newId: () => string;
  /** Changes the settings with this home to itself. */
  readonly change: (change: (settings: Settings) => Settings) => Promise<Settings>;
  /** Hears how each test went. */
  readonly onTested?: (channel: string, delivered: Delivered) => Promise<void>;
}

const standardWishes: ChannelWishes = { apps: 'all', least: 'warning', digest: false };

export function createChannelDesk(deps: ChannelDeskDeps): ChannelDesk {
  const { settings, keychain, store, clock, fetch, newId, change } = deps;

  async function find(wanted: string): Promise<StoredChannel> {
    return findChannel(await settings.read(), wanted);
  }

  async function replaced(id: string, make: (channel: StoredChannel) => StoredChannel): Promise<ShownChannel> {
    const after = await change((latest) => ({ ...latest, alertChannels: latest.alertChannels.map((each) => (each.id === id ? make(each) : each)) }));
    return shownChannel(findChannel(after, id), await store.read());
  }

  return {
    async list() {
      const [{ alertChannels }, state] = await Promise.all([settings.read(), store.read()]);
      return alertChannels.map((each) => shownChannel(each, state));
    },
    async add(input) {
      const before = await settings.read();
      refuseTaken(before, input.name);
      refuseUnknownApps(before, input);
      const { channel, secrets } = await storedChannel(input, newId(), clock.now());
      // Side by side, because an encrypted file takes several changes in one go.
      await Promise.all(Object.entries(secrets).map(([name, secret]) => keychain.set(name, secret)));
      try {
        await change((latest) => {
          refuseTaken(latest, input.name);
          return { ...latest, alertChannels: [...latest.alertChannels, channel] };
        });
      } catch (error) {
        await forget(keychain, channel).catch(() => undefined);
        throw error;
      }
      return shownChannel(channel, await store.read());
    },
    async change(wanted, wishes) {
      const { id, kind } = await find(wanted);
      if (kind === 'ping' && (wishes.least !== undefined || wishes.digest !== undefined)) throw new HoldfastError('invalid-input', 'A ping tells of each backup, and of nothing else.', { nextStep: 'Choose only its apps.' });
      const { apps, least, digest } = wishes;
      return replaced(id, (each) => ({ ...each, ...(apps === undefined ? {} : { apps }), ...(least === undefined ? {} : { least }), ...(digest === undefined ? {} : { digest }) }));
    },
    async remove(wanted) {
      const channel = await find(wanted);
      await change((latest) => ({ ...latest, alertChannels: latest.alertChannels.filter(({ id }) => id !== channel.id) }));
      // What is in the keychain and has no name any more does no harm; a channel that cannot be removed does.
      await forget(keychain, channel).catch(() => undefined);
      return shownChannel(channel, await store.read());
    },
    async test(wanted, signal) {
      const channel = await find(wanted);
      const { send } = await import('./send.ts');
      try {
        const answer = await send({ fetch, clock, signal }, keychain, channel, { id: newId(), at: clock.now().toISOString(), content: { kind: 'test' } });
        await deps.onTested?.(channel.id, { ok: true });
        return { ok: true, answer };
      } catch (error) {
        if (toHoldfastError(error).code === 'cancelled') throw error;
        const plain = toPlainError(error);
        await deps.onTested?.(channel.id, { ok: false, error: plain });
        return { ok: false, answer: plain.message, error: plain };
      }
    },
  };
}

function findChannel({ alertChannels }: Settings, wanted: string): StoredChannel {
  const found = alertChannels.find(({ id, name }) => id === wanted || name === wanted) ?? alertChannels.find(({ name }) => sameName(name, wanted));
  if (found !== undefined) return found;
  const known = alertChannels.map(({ name }) => name);
  throw new HoldfastError('not-found', `There is no channel called “${wanted.slice(0, 100)}” here.`, { nextStep: known.length === 0 ? 'Add one first.' : `Use one of these: ${known.join(', ')}.` });
}

function refuseTaken({ alertChannels }: Settings, name: string): void {
  if (alertChannels.some((each) => sameName(each.name, name))) throw new HoldfastError('conflict', `There is a channel called “${name}” already.`, { nextStep: 'Give this one another name.' });
}

function refuseUnknownApps({ apps }: Settings, input: NewChannel): void {
  const wanted = input.kind === 'ping' ? input.apps : input.wishes?.apps;
  const unknown = wanted === undefined || wanted === 'all' ? undefined : wanted.find((name) => apps.every((app) => app.name !== name));
  if (unknown !== undefined) throw new HoldfastError('not-found', `There is no app called “${unknown}” here.`, { nextStep: 'Choose among the apps that are protected.' });
}

/** As the settings keep it, and what the keychain does. @throws invalid-input */
export async function storedChannel(input: NewChannel, id: string, now: Date): Promise<{ readonly channel: StoredChannel; readonly secrets: Readonly<Record<string, string>> }> {
  const { name } = input;
  const basics = { id, name, addedAt: now.toISOString() };
  const url = `channel/${id}/address`;
  switch (input.kind) {
    case 'email': {
      const { host, port, security, user, from, to, password } = input;
      const { refuseUnencrypted } = await import('./email.ts');
      refuseUnencrypted({ host, security });
      if (user !== undefined && password === undefined) throw new HoldfastError('invalid-input', 'The password of the mail server is missing.', { nextStep: 'Give it, or leave the user name out where the server asks for none.' });
      const passwordName = `channel/${id}/password`;
      const server = { host, port, security, from, to, ...(user === undefined ? {} : { user }) };
      return {
        channel: { kind: 'email', ...basics, ...wishesOf(input.wishes), ...server, secrets: password === undefined ? {} : { password: passwordName } },
        secrets: password === undefined ? {} : { [passwordName]: password },
      };
    }
    case 'webhook': {
      const signing = `channel/${id}/signing`;
      const isSigned = input.signingSecret !== undefined;
      return {
        channel: { kind: 'webhook', ...basics, ...wishesOf(input.wishes), shown: shownAddress(input.url), secrets: { url, ...(isSigned ? { signing } : {}) } },
        secrets: { [url]: channelUrl(input.url).href, ...(input.signingSecret === undefined ? {} : { [signing]: input.signingSecret }) },
      };
    }
    case 'slack':
      return { channel: { kind: 'slack', ...basics, ...wishesOf(input.wishes), shown: shownAddress(input.url), secrets: { url } }, secrets: { [url]: channelUrl(input.url).href } };
    case 'ping':
      return { channel: { kind: 'ping', ...basics, apps: input.apps ?? 'all', shown: shownAddress(input.url), secrets: { url } }, secrets: { [url]: channelUrl(input.url).href } };
  }
}

function wishesOf(given: Extract<NewChannel, { kind: 'webhook' }>['wishes']): ChannelWishes {
  const { apps = standardWishes.apps, least = standardWishes.least, digest = standardWishes.digest } = given ?? {};
  return { apps, least, digest };
}

async function forget(keychain: Keychain, { secrets }: StoredChannel): Promise<void> {
  await Promise.all(Object.values(secrets).flatMap((name) => (name === undefined ? [] : [keychain.delete(name)])));
}

function shownChannel(channel: StoredChannel, state: Pick<AlertState, 'channels' | 'letters'>): ShownChannel {
  const { id, name, kind, addedAt, apps } = channel;
  const { deliveredAt, problem } = state.channels[id] ?? {};
  return {
    id,
    name,
    kind,
    address: channel.kind === 'email' ? channel.to.join(', ') : channel.shown,
    signed: channel.kind === 'webhook' && channel.secrets.signing !== undefined,
    wishes: channel.kind === 'ping' ? { ...standardWishes, apps } : { apps, least: channel.least, digest: channel.digest },
    addedAt,
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(problem === undefined ? {} : { problem }),
    waiting: state.letters.filter(({ channel: of }) => of === id).length,
  };
}
