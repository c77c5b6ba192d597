import { z } from 'zod';
import { severity } from '../../../shared/contract/alerts.ts';
import { need } from '../../../shared/contract/need.ts';
import { plainError } from '../../../shared/contract/errors.ts';

const instant = z.iso.datetime();

/** What is remembered of an alert. */
const storedAlert = z.object({
  id: z.string(),
  key: z.string(),
  cause: need,
  severity,
  openedAt: instant,
  /** When it became as grave as it is. */
  gravestAt: instant,
  acknowledgedAt: instant.optional(),
  escalatedAt: instant.optional(),
  resolvedAt: instant.optional(),
  /** Ids of the channels for which a letter was written. */
  told: z.array(z.string()),
});
export type StoredAlert = z.infer<typeof storedAlert>;

/** What a message says: plain words, without a secret or a record. */
const message = z.object({ alert: z.string(), app: z.string().optional(), kind: z.string(), severity, title: z.string(), meaning: z.string(), next: z.string() });

const letterContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alert'), what: z.enum(['opened', 'escalated', 'resolved']), message }),
  z.object({ kind: z.literal('ping'), signal: z.enum(['start', 'success', 'fail']), run: z.string(), app: z.string() }),
  z.object({ kind: z.literal('digest'), subject: z.string(), lines: z.array(z.string()) }),
]);
export type LetterContent = z.infer<typeof letterContent>;

/** Something to be sent through one channel: written together with the decision to send it, struck out once it arrived. */
const letter = z.object({ id: z.string(), channel: z.string(), at: instant, content: letterContent, tries: z.number().int().min(0), notBefore: instant, isRefused: z.literal(true).optional() });
export type Letter = z.infer<typeof letter>;

const channelState = z.object({ deliveredAt: instant.optional(), problem: z.object({ since: instant, error: plainError }).optional(), digestWeek: z.string().optional() });

/** Everything alerts remember. One small file, replaced whole: what was decided and what is to be sent can never disagree. */
export const alertState = z.object({
  format: z.literal('holdfast-alerts/1'),
  /** Number of the next alert. */
  next: z.number().int().min(1),
  alerts: z.array(storedAlert),
  letters: z.array(letter),
  channels: z.record(z.string(), channelState),
});
export type AlertState = z.infer<typeof alertState>;

export const noAlerts: AlertState = { format: 'holdfast-alerts/1', next: 1, alerts: [], letters: [], channels: {} };
