import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { HoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import type { AddDestinationInput, DestinationInfo, DestinationRegistry, DestinationTest, LongCall } from '../engine.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Settings, StoredDestination } from '../settings/schema.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Connector } from './connect.ts';
import { findDestination } from './lookup.ts';
import { parseName, sameName } from './names.ts';

export interface DestinationRegistryDeps {
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly connector: Connector;
  /** Runs a change of the settings with this home to itself. */
  readonly alone: <T>(change: () => Promise<T>) => Promise<T>;
}

export function createDestinationRegistry(deps: DestinationRegistryDeps): DestinationRegistry {
  const { settings, connector } = deps;
  return {
    add: (input, options) => addDestination(deps, input, options),
    async list() {
      return (await settings.read()).destinations.map(destinationInfo);
    },
    remove: (name) => deps.alone(() => removeDestination(deps, name)),
    async test(name, options) {
      const destination = findDestination(await settings.read(), name);
      return (await testPlace(await connector.place(destination), options)).report;
    },
  };
}

async function addDestination(deps: DestinationRegistryDeps, input: AddDestinationInput, options: LongCall): Promise<DestinationInfo> {
  const destination = parseDestination(input, deps.clock);
  refuseDuplicate(await deps.settings.read(), destination);
  await deps.connector.prepare(destination);
  const { problem } = await testPlace(await deps.connector.place(destination), options);
  if (problem !== undefined) throw problem;
  return deps.alone(async () => {
    await deps.settings.update((latest) => {
      refuseDuplicate(latest, destination);
      return { ...latest, destinations: [...latest.destinations, destination] };
    });
    return destinationInfo(destination);
  });
}

function parseDestination(input: AddDestinationInput, clock: Clock): StoredDestination {
  const name = parseName('place', input.name);
  if (input.path.trim() === '' || input.path.includes('\0')) {
    throw new HoldfastError('invalid-input', 'No folder was given for the place.', { nextStep: 'Give the folder in which backups shall lie.', details: { field: 'path' } });
  }
  return { kind: 'local', name, path: path.resolve(input.path), addedAt: clock.now().toISOString() };
}

function refuseDuplicate(settings: Settings, destination: StoredDestination): void {
  const named = settings.destinations.find((each) => sameName(each.name, destination.name));
  if (named !== undefined) {
    throw new HoldfastError('conflict', `There is already a place called “${named.name}”.`, { nextStep: 'Choose another name.' });
  }
  const there = settings.destinations.find((each) => each.path === destination.path);
  if (there !== undefined) {
    throw new HoldfastError('conflict', `That folder is already the place “${there.name}”.`, {
      nextStep: 'Use that place, or choose another folder: two copies in one folder are lost together.',
    });
  }
}

async function removeDestination(deps: DestinationRegistryDeps, wanted: string): Promise<void> {
  await deps.settings.update((latest) => {
    const gone = findDestination(latest, wanted).name;
    const stranded = latest.apps.find((app) => app.destinations !== 'all' && app.destinations.every((name) => name === gone));
    if (stranded !== undefined) {
      throw new HoldfastError('conflict', `“${gone}” is the only place of “${stranded.name}”.`, {
        nextStep: `Remove that app first, or add it again with another place.`,
      });
    }
    return {
      ...latest,
      destinations: latest.destinations.filter((each) => each.name !== gone),
      apps: latest.apps.map((app) => (app.destinations === 'all' ? app : { ...app, destinations: app.destinations.filter((name) => name !== gone) })),
    };
  });
}

function destinationInfo(destination: StoredDestination): DestinationInfo {
  return { name: destination.name, kind: destination.kind, path: destination.path, addedAt: destination.addedAt };
}

interface TestedPlace {
  readonly report: DestinationTest;
  readonly problem: HoldfastError | undefined;
}

/**
 * Does with a place what a backup does with it, on one small object: writes, asks for its size, reads it back, lists it
 * and deletes it. Stops at the first step that fails; what it wrote is deleted in any case.
 */
async function testPlace(store: ObjectStore, options: LongCall): Promise<TestedPlace> {
  const { signal } = options;
  const prefix = 'holdfast-test/';
  const key = `${prefix}${randomUUID()}`;
  const content = new TextEncoder().encode('Holdfast tested this place. This file may be deleted.\n');
  const steps: readonly (readonly [name: string, run: () => Promise<string>])[] = [
    ['write', async () => (await store.put(key, content, { signal }), `${content.length} bytes written`)],
    ['find', async () => ((await store.stat(key, { signal }))?.size === content.length ? 'found with its size' : differs('its size'))],
    ['read', async () => (Buffer.compare(await store.get(key, { signal }), content) === 0 ? 'read back as it was' : differs('its content'))],
    ['list', async () => ((await lists(store, prefix, key, options)) ? 'listed' : differs('the list'))],
    ['delete', async () => (await store.delete(key, { signal }), (await store.stat(key, { signal })) === undefined ? 'deleted again' : differs('it after deleting'))],
  ];
  const checks: { name: string; ok: boolean; detail: string }[] = [];
  let problem: HoldfastError | undefined;
  for (const [name, run] of steps) {
    try {
      // Each step needs the one before it.
      // oxlint-disable-next-line no-await-in-loop
      checks.push({ name, ok: true, detail: await run() });
    } catch (error) {
      problem = toHoldfastError(error);
      if (problem.code === 'cancelled') throw problem;
      checks.push({ name, ok: false, detail: problem.message });
      break;
    }
  }
  if (problem !== undefined) await store.delete(key, { signal }).catch(() => undefined);
  const freeSpace = problem === undefined ? ((await store.capabilities.freeSpace?.({ signal })) ?? null) : null;
  return { report: { ok: problem === undefined, checks, freeSpace }, problem };
}

function differs(what: string): never {
  throw new HoldfastError('corrupt', `The place did not give back what was written (${what}).`, {
    nextStep: 'Do not use this place before its disk or service was looked at.',
  });
}

async function lists(store: ObjectStore, prefix: string, key: string, options: LongCall): Promise<boolean> {
  for await (const object of store.list(prefix, { signal: options.signal })) if (object.key === key) return true;
  return false;
}
