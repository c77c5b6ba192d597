import type { z } from 'zod';
import type { need } from '../../shared/contract/need.ts';
import type { status } from '../../shared/contract/status.ts';

export type Status = z.infer<typeof status>;
export type Need = z.infer<typeof need>;
