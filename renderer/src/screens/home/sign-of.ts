import { type Icon, IconAlertTriangle, IconEye, IconHourglass, IconPlayerPause, IconProgress, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import type { Situation } from './situation.ts';

/** What stands for the state beside its word. */
export function signOf({ kind, tone }: Situation): Icon {
  if (kind === 'paused') return IconPlayerPause;
  if (kind === 'opened') return IconEye;
  if (kind === 'looking') return IconHourglass;
  if (tone === 'quiet') return IconProgress;
  return tone === 'safe' ? IconShieldCheck : tone === 'attention' ? IconAlertTriangle : IconShieldX;
}
