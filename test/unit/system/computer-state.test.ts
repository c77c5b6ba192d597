import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isOnBattery, isOnline } from '../../../electron/engine/system/computer-state.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-power-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function supply(name: string, facts: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(path.join(folder, name));
  for (const [fact, value] of Object.entries(facts)) await writeFile(path.join(folder, name, fact), `${value}\n`);
}

it('tells battery from mains, whatever a mouse says', async () => {
  await supply('hidpp_battery_0', { type: 'Battery', scope: 'Device', status: 'Discharging' });
  expect(isOnBattery(folder)).toBeUndefined();
  await supply('BAT0', { type: 'Battery', status: 'Discharging' });
  expect(isOnBattery(folder)).toBe(true);
  await supply('AC', { type: 'Mains', online: '0' });
  expect(isOnBattery(folder)).toBe(true);
  await writeFile(path.join(folder, 'AC', 'online'), '1\n');
  expect(isOnBattery(folder)).toBe(false);
});

it('does not know where the system does not say', () => {
  expect(isOnBattery(path.join(folder, 'nowhere'))).toBeUndefined();
});

it('is offline only where no address leads anywhere', () => {
  const at = (...addresses: string[]) => addresses.map((address) => ({ address, internal: address === '127.0.0.1' }));
  expect(isOnline({ lo: at('127.0.0.1') })).toBe(false);
  expect(isOnline({ lo: at('127.0.0.1'), wlan: at('169.254.3.4', 'fe80::1') })).toBe(false);
  expect(isOnline({ lo: at('127.0.0.1'), wlan: at('192.168.1.7') })).toBe(true);
});
