import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../../shared/contract/index.ts';
import type { SampleAppHost } from '../../../electron/engine/index.ts';

export type EngineClient = ContractRouterClient<Contract>;

export interface HostedEngine {
  readonly client: EngineClient;
  /** Another page, window or program on the same engine. */
  another(): Promise<EngineClient>;
  stop(): Promise<void>;
}

/** One way of reaching the engine: everything that can be asked must come out the same through each. */
export interface HostUnderTest {
  readonly name: string;
  start(setting: HostSetting): Promise<HostedEngine>;
}

export interface HostSetting {
  readonly home: string;
  readonly sampleApp: SampleAppHost;
}
