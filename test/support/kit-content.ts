import type { KitContent } from '../../electron/engine/kit/content.ts';
import { testKeys } from './small-app.ts';

/** A recovery kit whose key opens nothing. */
export const kitContent: KitContent = {
  app: 'Harbour & Pine',
  vaultId: '6d8c1f0e-58f4-4b8e-9d57-1d3f0c5a7b21',
  identity: testKeys.identity,
  recipient: testKeys.recipients[0] ?? '',
  places: [
    { name: 'Documents', location: '/home/ada/Documents/Holdfast/harbour-pine' },
    { name: 'USB drive', location: '/media/ada/BACKUP/Holdfast/harbour-pine' },
  ],
  deputy: undefined,
  writtenAt: new Date(2026, 2, 3, 12),
  version: '1.2.3',
};
