/** What the computer says of itself where a schedule asks for it; `undefined` = it does not say, which holds nothing back. Cheap: asked at each look at the clock. */
export interface ComputerState {
  /** `false` only where it is certain that nothing beyond this computer can be reached. */
  readonly online: boolean | undefined;
  readonly onBattery: boolean | undefined;
  /** The connection is paid for by what goes over it, as far as the system knows. */
  readonly metered: boolean | undefined;
}

export type ComputerPort = () => ComputerState;
