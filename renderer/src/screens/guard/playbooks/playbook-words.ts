import type { Answers } from '../../../app/connection/client.ts';
import type { Key } from '../../../strings/translate.ts';
import { t } from '../../../strings/translate.ts';
import { en } from '../../../strings/en/index.ts';

export type Playbook = Answers['guard']['playbooks']['playbooks'][number];
export type Step = Playbook['steps'][number];

export function nameOf({ kind, table, field, newField }: Pick<Playbook, 'kind' | 'table' | 'field' | 'newField'>): string {
  const what = field === undefined ? t('guard.playbooks.what.table', { table }) : t('guard.playbooks.what.field', { field, table });
  if (kind === 'rename' || kind === 'type') return t(`guard.playbooks.name.${kind}`, { what, to: `“${newField ?? ''}”` });
  return t(`guard.playbooks.name.${kind}`, { what });
}

/** The words of a step. One that this page does not know yet is shown by its name. */
export function stepTitle(id: string): string {
  const key = `guard.step.${id}`;
  return isPlain(key) ? t(key) : id;
}

export function stepHow(id: string): string | undefined {
  const key = `guard.step.${id}.how`;
  return isPlain(key) ? t(key) : undefined;
}

/** A key whose text takes no values. */
type Plain = Extract<Key, 'guard.step.guard-backup'>;

function isPlain(key: string): key is Plain {
  return Object.hasOwn(en, key);
}
