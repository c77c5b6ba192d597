/** An error as Drive's API answers it. */
export class Failure extends Error {
  readonly status: number;
  readonly reason: string;
  readonly location: string | undefined;

  constructor(status: number, reason: string, message: string, location?: string) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.location = location;
  }
}

export function failureBody({ status, reason, message, location }: Pick<Failure, 'status' | 'reason' | 'message' | 'location'>): unknown {
  return { error: { code: status, message, errors: [{ message, domain: 'global', reason, ...(location === undefined ? {} : { location, locationType: 'parameter' }) }] } };
}
