import type { z } from 'zod';
import type { appInfo } from '../../../shared/contract/apps.ts';
import { appInfo as registeredInfo } from '../registry/connection.ts';
import type { StoredApp } from '../settings/schema.ts';

/** What of an app may be shown. */
export function shownApp(app: StoredApp): z.infer<typeof appInfo> {
  const { destinations, ...info } = registeredInfo(app);
  const { objectiveHours, kitProvedAt } = app;
  return {
    ...info,
    destinations: destinations === 'all' ? 'all' : [...destinations],
    isSample: app.isSample === true,
    ...(objectiveHours === undefined ? {} : { objectiveHours }),
    ...(kitProvedAt === undefined ? {} : { kitProvedAt }),
  };
}
