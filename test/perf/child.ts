import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runBackup } from '../../electron/engine/backup/run-backup.ts';
import { diffSnapshots } from '../../electron/engine/compare/diff-snapshots.ts';
import { liveApp } from '../../electron/engine/drill/live-app.ts';
import { lookingAround } from '../../electron/engine/drill/looking-around.ts';
import { runDrill } from '../../electron/engine/drill/run-drill.ts';
import { openLocalFolder } from '../../electron/engine/destinations/local-folder/local-folder.ts';
import type { S3Place } from '../../electron/engine/destinations/s3/s3-place.ts';
import type { ObjectStore } from '../../electron/engine/ports/object-store.ts';
import { keepYoungGenerationSmall } from '../../electron/engine/system/young-generation.ts';
import { systemClock } from '../../electron/engine/system/system-clock.ts';
import { checkVault } from '../../electron/engine/vault/check.ts';
import { generateKeys, type VaultKeys } from '../../electron/engine/vault/crypto/keys.ts';
import { findMany } from '../../electron/engine/restore/backup-records.ts';
import { learnReferences } from '../../electron/engine/restore/references/learn.ts';
import { findById } from '../../electron/engine/vault/entity-reader.ts';
import { openReader } from '../../electron/engine/vault/open-reader.ts';
import { listSnapshots, openVault, readManifest } from '../../electron/engine/vault/vault.ts';
import { measureCatalog } from './catalog.ts';
import { readEverything, linesSource } from './lines-source.ts';
import { type Variation, writeData } from './data.ts';

/**
 * One measurement in a process of its own, so that its memory is its own: `child.ts WHAT FOLDER [arguments]`. Prints one line of JSON
 * with `ms`, `cpuMs`, `peakMB` and what was measured.
 */
const [what = '', folder = '', ...rest] = process.argv.slice(2);
const signal = new AbortController().signal;
keepYoungGenerationSmall();

const work: Record<string, () => Promise<object>> = {
  data: () => writeData(folder, Number(rest[0]), rest[1] as Variation),
  read: async () => ({ records: await readEverything(join(folder, 'tsv')) }),
  backup,
  find,
  diff: () => diff('all'),
  'diff-names': () => diff('names'),
  check,
  drill,
  catalog,
  'find-many': findLost,
};

const run = work[what];
if (run === undefined) throw new Error(`what is “${what}”?`);
const cpu = process.cpuUsage();
const started = performance.now();
const result = await run();
const ms = Math.round(performance.now() - started);
const used = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ ms, cpuMs: Math.round((used.user + used.system) / 1000), peakMB: Math.round(process.resourceUsage().maxRSS / 1024), ...result })}\n`);

async function backup(): Promise<object> {
  const [data = '', home = '', bucket] = rest;
  const { vaultId, keys } = await keysOf(folder);
  const report = await runBackup({
    app: { slug: 'bench', name: 'Bench', platform: 'lines' },
    source: await linesSource(join(data, 'tsv')),
    vault: { vaultId, app: { name: 'Bench', platform: 'lines' }, createdAt: systemClock.now(), keys },
    places: [{ name: 'place', open: () => (bucket === undefined ? place() : openBucket(bucket)) }],
    kind: 'manual',
    full: true,
    program: { name: 'holdfast', version: 'bench' },
    home,
    clock: systemClock,
    random: Math.random,
    signal,
  });
  const { uploadedBytes, storedBytes, places, outcome } = report;
  return { uploadedBytes, storedBytes, verified: places.every((each) => each.outcome === 'verified') && outcome === 'complete' };
}

async function find(): Promise<object> {
  const [entityName = '', id = ''] = rest;
  const { keys } = await keysOf(folder);
  const began = performance.now();
  const vault = await openVault(await place(), keys.identity, signal);
  const opened = await openReader(vault, signal, 0);
  const [newest] = await listSnapshots(vault, signal);
  const manifest = await readManifest(vault, newest?.name ?? '', signal);
  const entity = manifest.entities.find(({ name }) => name === entityName);
  if (entity === undefined) throw new Error('no such entity');
  const before = opened.reader.chunksRead;
  const line = await findById(opened.reader, entity, id, signal);
  const chunks = opened.reader.chunksRead - before;
  await opened.close();
  return { findMs: Math.round(performance.now() - began), found: line !== undefined, chunksOpened: chunks };
}

/** `TABLE,id,id… TABLE,id…`: those records, and who refers to whom. */
async function findLost(): Promise<object> {
  const { keys } = await keysOf(folder);
  const vault = await openVault(await place(), keys.identity, signal);
  const [newest] = await listSnapshots(vault, signal);
  const manifest = await readManifest(vault, newest?.name ?? '', signal);
  const opened = await openReader(vault, signal);
  const began = performance.now();
  let found = 0;
  for (const wanted of rest) {
    const [name, ...ids] = wanted.split(',');
    const entity = manifest.entities.find((each) => each.name === name);
    if (entity === undefined) throw new Error('no such entity');
    for await (const part of findMany(opened.reader, entity, new Set(ids), signal)) if (part.kind === 'records') found += part.records.length;
  }
  const findMs = Math.round(performance.now() - began);
  const learning = performance.now();
  const { references } = await learnReferences(opened.reader, manifest, { signal });
  const learnMs = Math.round(performance.now() - learning);
  await opened.close();
  return { findMs, found, learnMs, references: references.length };
}

/** With nothing but the place and the key. */
async function drill(): Promise<object> {
  const { vaultId, keys } = await keysOf(folder);
  const identity = join(folder, '..', 'drill.key');
  writeFileSync(identity, `${keys.identity}\n`, { mode: 0o600 });
  const store = await place();
  const report = await runDrill(
    {
      id: 'bench',
      app: 'Bench',
      place: 'place',
      by: 'person',
      vaultId,
      open: (stop) => openVault(store, keys.identity, stop),
      clock: systemClock,
      hours: undefined,
      seen: undefined,
      golden: async () => [],
      further: lookingAround(liveApp(undefined, signal)),
    },
    { signal },
  );
  return { ok: report.ok, phases: report.phases.map((phase) => `${phase.name} ${Math.round(phase.ms)} ms`).join(', '), records: report.backup?.records, identity, failed: report.checks.filter(({ state }) => state === 'failed').map(({ detail }) => detail) };
}

async function diff(how: 'all' | 'names'): Promise<object> {
  const { keys } = await keysOf(folder);
  const began = performance.now();
  const vault = await openVault(await place(), keys.identity, signal);
  const names = await listSnapshots(vault, signal);
  const to = await readManifest(vault, rest[1] ?? names[0]?.name ?? '', signal);
  const from = await readManifest(vault, rest[0] ?? names[1]?.name ?? '', signal);
  if (how === 'names') {
    const differing = to.entities.filter((entity) => from.entities.find(({ name }) => name === entity.name)?.index.join() !== entity.index.join());
    return { namesMs: Math.round(performance.now() - began), entities: differing.length };
  }
  const opened = await openReader(vault, signal);
  const report = await diffSnapshots(opened.reader, from, to, { signal, scratch: join(folder, 'scratch') });
  await opened.close();
  const changed = report.entities.reduce((sum, each) => sum + each.changed, 0);
  return { diffMs: Math.round(performance.now() - began), changed };
}

async function check(): Promise<object> {
  const { keys } = await keysOf(folder);
  const vault = await openVault(await place(), keys.identity, signal);
  const report = await checkVault(vault, { readData: true, signal });
  return { ok: report.ok, objects: report.objects, bytes: report.bytes };
}

async function catalog(): Promise<object> {
  const { keys } = await keysOf(folder);
  return measureCatalog(await openVault(await place(), keys.identity, signal));
}

async function openBucket(bucketOf: string): Promise<ObjectStore> {
  const { openS3 } = await import('../../electron/engine/destinations/s3/s3-store.ts');
  const { secretAccessKey, ...where } = JSON.parse(bucketOf) as S3Place & { readonly secretAccessKey: string };
  return openS3(where, { secretAccessKey });
}

async function place(): Promise<ObjectStore> {
  await mkdir(join(folder, 'place'), { recursive: true });
  return openLocalFolder({ path: join(folder, 'place'), create: true });
}

/** The vault's keys, made at the first call and kept beside the vault. */
async function keysOf(vaultFolder: string): Promise<{ vaultId: string; keys: VaultKeys }> {
  const path = join(vaultFolder, 'keys.json');
  if (!existsSync(path)) {
    await mkdir(vaultFolder, { recursive: true });
    const { identity, recipients, chunkKey } = await generateKeys();
    writeFileSync(path, JSON.stringify({ vaultId: crypto.randomUUID(), identity, recipients, chunkKey: Buffer.from(chunkKey).toString('base64') }));
  }
  const { vaultId, identity, recipients, chunkKey } = JSON.parse(readFileSync(path, 'utf8')) as { vaultId: string; identity: string; recipients: string[]; chunkKey: string };
  return { vaultId, keys: { identity, recipients, chunkKey: new Uint8Array(Buffer.from(chunkKey, 'base64')) } };
}
