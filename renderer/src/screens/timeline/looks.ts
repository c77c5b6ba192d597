import { type Icon, IconAlertTriangle, IconArrowBackUp, IconCircleCheck, IconCircleDashed, IconCircleX, IconClock, IconGitBranch, IconHandClick } from '@tabler/icons-react';
import type { Key } from '../../strings/translate.ts';
import type { Backup } from './axis.ts';

export type BackupState = 'verified' | 'incomplete' | 'unverified' | 'unreadable';

/** The worst that is known of a backup: what is not known to be whole and read back never looks so. */
export function stateOf({ outcome, verified }: Pick<Backup, 'outcome' | 'verified'>): BackupState {
  if (outcome === 'unreadable') return 'unreadable';
  if (!verified) return 'unverified';
  return outcome === 'incomplete' ? 'incomplete' : 'verified';
}

export const stateLooks = {
  verified: { icon: IconCircleCheck, tone: 'safe', word: 'timeline.state.verified' },
  incomplete: { icon: IconAlertTriangle, tone: 'attention', word: 'timeline.state.incomplete' },
  unverified: { icon: IconCircleDashed, tone: 'attention', word: 'timeline.state.unverified' },
  unreadable: { icon: IconCircleX, tone: 'alarm', word: 'timeline.state.unreadable' },
} as const satisfies Record<BackupState, { readonly icon: Icon; readonly tone: string; readonly word: Key }>;

export const kindLooks = {
  scheduled: { icon: IconClock, word: 'timeline.kind.scheduled' },
  manual: { icon: IconHandClick, word: 'timeline.kind.manual' },
  'pre-change': { icon: IconGitBranch, word: 'timeline.kind.pre-change' },
  'pre-restore': { icon: IconArrowBackUp, word: 'timeline.kind.pre-restore' },
} as const satisfies Record<Backup['kind'], { readonly icon: Icon; readonly word: Key }>;
