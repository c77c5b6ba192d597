import type { z } from 'zod';
import type { person, runbook, runbookRole, runbookText } from '../../../shared/contract/runbook.ts';

export type RunbookText = z.infer<typeof runbookText>;
export type RunbookPerson = z.infer<typeof person>;
export type RunbookRole = z.infer<typeof runbookRole>;
export type RunbookMessage = RunbookText['messages'][number];
/** The runbook with what is known of it, as the contract tells it. */
export type Runbook = z.infer<typeof runbook>;
export type RunbookSection = Runbook['sections'][number];
export type RunbookLine = RunbookSection['lines'][number];

export const emptyText: RunbookText = { people: [], notes: '', messages: [] };
