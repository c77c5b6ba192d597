import path from 'node:path';
import { createService, type EngineService } from '../../../electron/engine/index.ts';
import type { HostSetting } from './host.ts';

/** The real service on a home of its own, its secrets in memory. */
export function createTestService({ home, sampleApp }: HostSetting): Promise<EngineService> {
  return createService({ home, env: {}, version: '1.2.3', keychain: 'memory-only', sampleApp, downloads: path.join(home, 'Downloads'), documents: path.join(home, 'Documents') });
}
