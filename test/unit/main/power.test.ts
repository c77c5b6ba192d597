import { EventEmitter } from 'node:events';
import { beforeEach, expect, it, vi } from 'vitest';
import { Awake, followPower } from '../../../electron/main/power.ts';
import type { Status } from '../../../electron/main/status-feed.ts';
import { blockers, powerMonitor } from '../../support/electron-double/desktop.ts';

vi.mock('electron', () => import('../../support/electron-double/desktop.ts'));

type Request = Status['running'][number]['request'];
const id = '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21';
const backup: Request = { kind: 'backup', app: 'Shop' };
const check: Request = { kind: 'check', app: 'Shop' };
const undo: Request = { kind: 'undo', app: 'Shop', restore: 'r1' };

function running(...requests: readonly Request[]): Pick<Status, 'running'> {
  return { running: requests.map((request) => ({ id, request, by: 'person', state: 'running', startedAt: '2026-01-14T02:00:00.000Z', phasesDone: [] })) };
}

beforeEach(() => blockers.clear());

it('keeps the computer awake while a backup or a restore runs, and for nothing else', () => {
  const awake = new Awake();
  const isAwake = (...requests: readonly Request[]): boolean => {
    awake.follow(running(...requests));
    return blockers.size > 0;
  };
  expect([isAwake(check), isAwake(check, backup), isAwake(backup), isAwake(check), isAwake(undo)]).toEqual([false, true, true, false, true]);
  expect(blockers.size).toBe(1);
  awake.release();
  expect(blockers.size).toBe(0);
});

it('says whether the computer runs on battery, now and at each change', () => {
  expect(powerMonitor).toBeInstanceOf(EventEmitter);
  const told: boolean[] = [];
  followPower((onBattery) => told.push(onBattery));
  powerMonitor.emit('on-battery');
  powerMonitor.emit('on-ac');
  expect(told).toEqual([false, true, false]);
});
