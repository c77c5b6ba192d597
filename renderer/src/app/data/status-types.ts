import type { InferContractRouterOutputs } from '@orpc/contract';
import type { Contract } from '../../../../shared/contract/index.ts';

type Watched = InferContractRouterOutputs<Contract>['status']['watch'];

/** The state of everything, as the engine tells it again and again. */
export type Status = Watched extends AsyncIterable<infer T> ? T : never;
/** What only a person can put right. */
export type Need = Status['apps'][number]['needs'][number];
