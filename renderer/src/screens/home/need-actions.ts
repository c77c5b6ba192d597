import type { ErrorCode } from '../../../../shared/model/errors.ts';
import type { Overview } from './situation.ts';

type Need = Overview['needs'][number];

type Label = 'home.back-up-now' | `home.need.${'again' | 'reconnect' | 'damaged.check' | 'settings.do' | 'run-interrupted.do' | 'kit-not-proved.do' | 'kit-proof-due.do' | 'kit-outdated.do' | 'keychain.give' | 'place-behind.look' | 'no-place.do' | 'retention.do' | 'unusual.do' | 'channel-failing.do' | 'restore-stopped.do' | 'emergency-open.do' | 'drill-failed.do' | 'drill-overdue.do'}`;

/** What a button beside a need does. */
export type NeedAction =
  | { readonly kind: 'go'; readonly label: Label; readonly to: '/places' | '/settings' }
  | { readonly kind: 'restore'; readonly label: Label; readonly restore: string }
  | { readonly kind: 'kit' | 'back-up' | 'reconnect' | 'kept' | 'compare' | 'channels' | 'emergency' | 'proof'; readonly label: Label }
  | { readonly kind: 'check'; readonly label: Label; readonly place: string | undefined };

const signInCodes: ReadonlySet<ErrorCode> = new Set(['auth-expired', 'auth-revoked']);
const again: NeedAction = { kind: 'back-up', label: 'home.need.again' };
const look: NeedAction = { kind: 'go', label: 'home.need.place-behind.look', to: '/places' };

/** What puts a need right, the most helpful first; never nothing. */
export function actionsOf(need: Need): readonly NeedAction[] {
  switch (need.kind) {
    case 'emergency-open':
      return [{ kind: 'emergency', label: 'home.need.emergency-open.do' }];
    case 'no-place':
      return [{ kind: 'go', label: 'home.need.no-place.do', to: '/places' }];
    case 'kit-not-proved':
      return [{ kind: 'kit', label: 'home.need.kit-not-proved.do' }];
    case 'kit-proof-due':
      return [{ kind: 'kit', label: 'home.need.kit-proof-due.do' }];
    case 'kit-outdated':
      return [{ kind: 'kit', label: 'home.need.kit-outdated.do' }];
    case 'restore-stopped':
      return [{ kind: 'restore', label: 'home.need.restore-stopped.do', restore: need.restore }];
    case 'place-behind':
      if (need.removed !== undefined) return [again, look];
      return need.error === undefined ? [again] : [look];
    case 'damaged':
      return [again, { kind: 'check', label: 'home.need.damaged.check', place: need.place }];
    case 'run-failed':
      return signInCodes.has(need.error.code) ? [{ kind: 'reconnect', label: 'home.need.reconnect' }] : [again];
    case 'run-interrupted':
      return [{ kind: 'back-up', label: 'home.need.run-interrupted.do' }];
    case 'incomplete':
      return [again];
    case 'no-backup':
    case 'overdue':
      return [{ kind: 'back-up', label: 'home.back-up-now' }];
    case 'retention-asks':
    case 'retention-stopped':
      return [{ kind: 'kept', label: 'home.need.retention.do' }];
    case 'keychain':
      // Only unlocking helps with one that is locked; where the key itself is gone, the kit has it.
      if (need.state === 'missing' || need.state === 'changed') return [{ kind: 'kit', label: 'home.need.keychain.give' }];
      return [{ kind: 'go', label: 'home.need.settings.do', to: '/settings' }];
    case 'unusual':
    case 'anomaly':
      return [{ kind: 'compare', label: 'home.need.unusual.do' }];
    case 'drill-failed':
      return [{ kind: 'proof', label: 'home.need.drill-failed.do' }];
    case 'drill-overdue':
      return [{ kind: 'proof', label: 'home.need.drill-overdue.do' }];
    case 'channel-failing':
      return [{ kind: 'channels', label: 'home.need.channel-failing.do' }];
    case 'settings':
      return [{ kind: 'go', label: 'home.need.settings.do', to: '/settings' }];
  }
}
