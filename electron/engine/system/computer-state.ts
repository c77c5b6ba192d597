import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ComputerPort, ComputerState } from '../ports/computer.ts';
import { askSystem, meteredConnection } from './metered-connection.ts';

const powerSupplies = '/sys/class/power_supply';
const metered = meteredConnection(process.platform, askSystem, () => performance.now());

/** Asking costs the system half a millisecond, and with many apps it is asked again and again within one look. */
const answerGoodForMs = 1000;
let answer: { readonly at: number; readonly state: ComputerState } | undefined;

/**
 * What this computer says of itself without anybody's help, at most a second old. Whether it runs on battery, Linux does, and elsewhere the window's part of the program knows;
 * whether the connection is metered, Linux with NetworkManager and Windows do.
 */
export const systemComputer: ComputerPort = () => {
  const now = performance.now();
  if (answer === undefined || now - answer.at >= answerGoodForMs) {
    answer = { at: now, state: { online: isOnline(os.networkInterfaces()), onBattery: process.platform === 'linux' ? isOnBattery(powerSupplies) : undefined, metered: metered() } };
  }
  return answer.state;
};

/** Certain of being offline only where no address leads anywhere. */
export function isOnline(interfaces: NodeJS.Dict<readonly Pick<os.NetworkInterfaceInfo, 'internal' | 'address'>[]>): boolean {
  return Object.values(interfaces).some((addresses) => addresses?.some(({ internal, address }) => !internal && !address.startsWith('169.254.') && !/^fe[89ab]/i.test(address)) === true);
}

/** @param folder as Linux has it: one folder for each supply, with `type`, `online` of a mains supply, `status` and `scope` of a battery. */
export function isOnBattery(folder: string): boolean | undefined {
  let supplies: string[];
  try {
    supplies = readdirSync(folder);
  } catch {
    return undefined;
  }
  const read = (supply: string, name: string): string => {
    try {
      return readFileSync(path.join(folder, supply, name), 'utf8').trim();
    } catch {
      return '';
    }
  };
  const types = supplies.map((supply) => ({ supply, type: read(supply, 'type') }));
  const mains = types.filter(({ type }) => type === 'Mains' || type === 'USB');
  // That of a mouse says nothing of the computer.
  const batteries = types.filter(({ supply, type }) => type === 'Battery' && read(supply, 'scope') !== 'Device');
  if (batteries.length === 0) return undefined;
  if (mains.some(({ supply }) => read(supply, 'online') === '1')) return false;
  return batteries.some(({ supply }) => read(supply, 'status') === 'Discharging') ? true : mains.length > 0;
}
