/** What befell a table that a person must hear of. */
export type AlarmKind = 'records-lost' | 'field-blanked' | 'table-gone' | 'field-gone' | 'records-missing';

export type AlarmAnswer = 'expected' | 'not-expected';

/** One cause, until a person says whether it was meant. */
export interface Alarm {
  readonly id: string;
  readonly kind: AlarmKind;
  readonly table: string;
  readonly field?: string | undefined;
  /** Records it befell, and how many the table had. */
  readonly records: number;
  readonly of: number;
  /** It went little by little: too little at once to tell of, since `healthy`. */
  readonly slowly?: boolean | undefined;
  /** Under which a look for losses finds what happened, where it does. */
  readonly incident?: string | undefined;
  /** When it was noticed: ISO 8601, UTC. */
  readonly raisedAt: string;
  /** The backup in which it shows first; absent while it was seen in the app and in no backup yet. */
  readonly snapshot?: string | undefined;
  /** The last backup that shows more of the same cause, where a later one does. */
  readonly latest?: string | undefined;
  /** The last backup from before: it has what is lost, and stays pinned while nobody has answered. */
  readonly healthy: string | null;
  /** That pin is ours to take away again: nobody had set it before, and it was set. */
  readonly pinnedByAlarm: boolean;
  /** What the person said, and when. */
  readonly answer?: { readonly as: AlarmAnswer; readonly at: string } | undefined;
}

/** What a comparison shows; an alarm, once it is raised. */
export type AlarmCause = Pick<Alarm, 'kind' | 'table' | 'field' | 'records' | 'of' | 'slowly' | 'incident'>;

/** Two causes with the same key are one. */
export function causeKey({ kind, table, field }: Pick<AlarmCause, 'kind' | 'table' | 'field'>): string {
  return JSON.stringify([kind, table, field ?? null]);
}

/** `Order lost 143 of 1,200 records.` For a log, a mail or a terminal; a screen has words of its own. */
export function alarmSentence({ kind, table, field, records, of, slowly }: AlarmCause): string {
  const many = `${number(records)} of ${number(of)} ${of === 1 ? 'record' : 'records'}`;
  const pace = slowly === true ? ', little by little' : '';
  switch (kind) {
    case 'records-lost':
      return `“${table}” lost ${many}${pace}.`;
    case 'field-blanked':
      return `“${field ?? ''}” went blank on ${many} of “${table}”${pace}.`;
    case 'table-gone':
      return `The table “${table}” is gone (${number(records)} ${records === 1 ? 'record' : 'records'}).`;
    case 'field-gone':
      return `The field “${field ?? ''}” of “${table}” is gone.`;
    case 'records-missing':
      return `${number(records)} ${records === 1 ? 'record' : 'records'} of “${table}” could not be read, though nobody deleted ${records === 1 ? 'it' : 'them'}.`;
  }
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
