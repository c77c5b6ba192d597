/** What tells whether two alarms have one cause. */
export interface AlarmOfCause {
  readonly id: string;
  /** Under which a look for losses finds what happened; records that were deleted and those that belonged to them have the same. */
  readonly incident?: string | undefined;
}

/** Open alarms by cause, each in the place of the first of its cause: those that one incident explains belong together. */
export function byCause<A extends AlarmOfCause>(open: readonly A[]): readonly (readonly [A, ...A[]])[] {
  const causes = new Map<string, [A, ...A[]]>();
  for (const alarm of open) {
    const cause = alarm.incident === undefined ? `alarm ${alarm.id}` : `incident ${alarm.incident}`;
    const known = causes.get(cause);
    if (known === undefined) causes.set(cause, [alarm]);
    else known.push(alarm);
  }
  return [...causes.values()];
}

/** The open alarm and all that have the same cause; empty where it is not open. */
export function togetherWith<A extends AlarmOfCause>(open: readonly A[], id: string): readonly A[] {
  return byCause(open).find((alarms) => alarms.some((alarm) => alarm.id === id)) ?? [];
}
