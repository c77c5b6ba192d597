import type { DrillCheck } from './drill-desk.ts';

/** What drills say. Names and figures; never a record. */

export function counted(count: number, one: string, other = `${one}s`): string {
  return `${formatted(count)} ${count === 1 ? one : other}`;
}

export function formatted(count: number): string {
  return count.toLocaleString('en');
}

/** `22 November 2026, 01:40 UTC`. */
export function moment(at: Date | string): string {
  return `${new Date(at).toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).replace(' at ', ', ')} UTC`;
}

/** The first few of many names. */
export function some(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${formatted(names.length - most)} more` : shown;
}

type Basics = Pick<DrillCheck, 'id' | 'kind' | 'name'> & { readonly table?: string | undefined };

function basics({ id, kind, name, table }: Basics): Pick<DrillCheck, 'id' | 'kind' | 'name' | 'table'> {
  return { id, kind, name, ...(table === undefined ? {} : { table }) };
}

export function passed(what: Basics, detail: string): DrillCheck {
  return { ...basics(what), state: 'passed', detail };
}

/** No pass: nobody could look. */
export function notChecked(what: Basics, why: string): DrillCheck {
  return { ...basics(what), state: 'not-checked', detail: why };
}

export function failed(what: Basics, { detail, consequence, nextStep }: { readonly detail: string; readonly consequence: string; readonly nextStep: string }): DrillCheck {
  return { ...basics(what), state: 'failed', detail, consequence, nextStep };
}

export const backUpAgain = 'Back up again: what the app still has is stored anew. Then drill once more. Look at another place for what the app no longer has.';
export const otherPlace = 'Drill another place to see whether its copy is whole, and back up again.';
