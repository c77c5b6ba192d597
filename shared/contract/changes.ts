import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call } from './base.ts';

/** What a page has to ask again. No polling: pages refetch what this names. */
export const change = z.object({ topic: z.enum(['apps', 'places', 'runs', 'backups', 'settings', 'schedule', 'activity', 'index', 'guard', 'alerts', 'runbook', 'emergencies', 'readiness', 'drills']), app: z.string().optional() });

export const changes = { watch: call.output(eventIterator(change)) };
