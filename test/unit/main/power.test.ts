import { EventEmitter } from 'node:events';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Status } from '../../../electron/main/status-feed.ts';

const { blockers, powerMonitor } = vi.hoisted(() => ({ blockers: new Set<number>(), powerMonitor: { current: undefined as unknown } }));
const monitor = Object.assign(new EventEmitter(), { onBatteryPower: true });
powerMonitor.current = monitor;

vi.mock('electron', () => ({
  get powerMonitor() {
    return powerMonitor.current;
  },
  powerSaveBlocker: {
    start(type: string) {
      expect(type).toBe('prevent-app-suspension');
      blockers.add(blockers.size + 1);
      return blockers.size;
    },
    stop: (id: number) => blockers.delete(id),
  },
}));

const { Awake, followPower } = await import('../../../electron/main/power.ts');

function running(...kinds: readonly Status['running'][number]['request']['kind'][]): Pick<Status, 'running'> {
  return { running: kinds.map((kind) => ({ id: '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21', request: { kind, app: 'Shop' } as Status['running'][number]['request'], by: 'person', state: 'running', startedAt: '2026-01-14T02:00:00.000Z', phasesDone: [] })) };
}

beforeEach(() => blockers.clear());

it('keeps the computer awake while a backup or a restore runs, and for nothing else', () => {
  const awake = new Awake();
  awake.follow(running('check', 'compare'));
  expect(blockers.size).toBe(0);
  awake.follow(running('check', 'backup'));
  awake.follow(running('backup'));
  expect(blockers.size).toBe(1);
  awake.follow(running('check'));
  expect(blockers.size).toBe(0);
  awake.follow(running('restore'));
  expect(blockers.size).toBe(1);
  awake.release();
  expect(blockers.size).toBe(0);
});

it('says whether the computer runs on battery, now and at each change', () => {
  const told: boolean[] = [];
  followPower((onBattery) => told.push(onBattery));
  monitor.emit('on-ac');
  monitor.emit('on-battery');
  expect(told).toEqual([true, false, true]);
});
