import type { z } from 'zod';
import type { alert } from '../../../shared/contract/alerts.ts';
import { isOpen, isReady } from './alerts-after.ts';
import type { Severity } from './cause.ts';
import type { AlertState, StoredAlert } from './state.ts';
import { messageOf } from './words.ts';

export type ShownAlert = z.infer<typeof alert>;

const order: Readonly<Record<Severity, number>> = { alarm: 0, warning: 1, note: 2 };

/** An alert as pages and the command line get it. Pure. */
function shownAlert(alert: StoredAlert, now: Date): ShownAlert {
  const { id, cause, severity, openedAt, acknowledgedAt, escalatedAt, resolvedAt } = alert;
  return {
    id,
    cause,
    severity,
    openedAt,
    ...(acknowledgedAt === undefined ? {} : { acknowledgedAt }),
    ...(escalatedAt === undefined ? {} : { escalatedAt }),
    ...(resolvedAt === undefined ? {} : { resolvedAt }),
    ...messageOf(cause),
    tell: isReady(alert, resolvedAt === undefined ? now : new Date(resolvedAt)),
  };
}

/** Those that are open: what nobody has seen first, what people are told of before what may pass, then the gravest, then the oldest. */
export function openAlerts({ alerts }: Pick<AlertState, 'alerts'>, now: Date): ShownAlert[] {
  return alerts
    .filter(isOpen)
    .map((each) => shownAlert(each, now))
    .toSorted((a, b) => Number(a.acknowledgedAt !== undefined) - Number(b.acknowledgedAt !== undefined) || Number(b.tell) - Number(a.tell) || order[a.severity] - order[b.severity] || (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0));
}

/** Those that are over, the last one first. */
export function resolvedAlerts({ alerts }: Pick<AlertState, 'alerts'>, now: Date): ShownAlert[] {
  return alerts
    .filter((each) => !isOpen(each))
    .map((each) => shownAlert(each, now))
    .toSorted((a, b) => ((a.resolvedAt ?? '') > (b.resolvedAt ?? '') ? -1 : 1));
}
