import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTestComputer, type ServiceClient, type TestComputer, untilEnded } from '../../support/test-service.ts';

let computer: TestComputer;

beforeEach(async () => {
  computer = await makeTestComputer();
});

afterEach(async () => {
  await computer.remove();
});

async function protectedShop(): Promise<ServiceClient> {
  const { client } = await computer.start();
  await client.apps.add({ name: 'Shop', connection: { platform: 'base44', url: 'http://localhost:1', appId: 'a', token: 't' } });
  return client;
}

async function withDisk(client: ServiceClient): Promise<void> {
  const disk = path.join(computer.home, 'disk');
  await mkdir(disk);
  await client.places.add({ name: 'Disk', kind: 'local', path: disk });
}

describe('the grade over the service', () => {
  it('is an F until a complete backup was read back from a place', async () => {
    const client = await protectedShop();
    expect(await client.readiness.get({ app: 'Shop' })).toMatchObject({ grade: 'F', sentence: 'If this went wrong today, everything would be lost.', limitedBy: { question: 'where' } });
    await withDisk(client);
    await untilEnded(client, (await client.runs.start({ kind: 'backup', app: 'Shop' })).runId);
    const { questions, recoveryPoint } = await client.readiness.get({ app: 'Shop' });
    expect(questions.find(({ id }) => id === 'what')).toMatchObject({ grade: 'A' });
    expect(questions.find(({ id }) => id === 'works')?.evidence).toBe('No drill has been run: nobody knows whether a restore works.');
    expect(recoveryPoint.at).toBeDefined();
  });
});

describe('the history over the service', () => {
  it('has a line for each letter that changed, with what happened', async () => {
    const client = await protectedShop();
    await withDisk(client);
    expect((await client.readiness.history({ app: 'Shop', days: 30 })).changes.map(({ grade }) => grade)).toEqual(['F']);
    await untilEnded(client, (await client.runs.start({ kind: 'backup', app: 'Shop' })).runId);
    const { grade } = await client.readiness.get({ app: 'Shop' });
    const { changes } = await client.readiness.history({ app: 'Shop', days: 30 });
    const last = changes.at(-1);
    expect(last).toMatchObject({ grade, questions: { what: 'A' } });
    expect(last?.because[0]).toBe('There is a backup of these days.');
  });

  it('tells the whole rubric', async () => {
    const { client } = await computer.start();
    expect((await client.readiness.rubric()).questions.map(({ id }) => id)).toEqual(['what', 'often', 'where', 'works', 'who']);
  });
});
