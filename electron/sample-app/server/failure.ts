/**
 * An answer other than success, in the bodies Base44 is seen to send: `error_type`, `message`, `detail`, `request_id`,
 * `traceback`, sometimes `extra_data`.
 */
export class Failure extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: { readonly [name: string]: string };

  constructor(status: number, body: unknown, headers: { readonly [name: string]: string } = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The body of FastAPI's HTTPException as Base44 wraps it. */
export function httpException(status: number, message: string, extra?: { readonly [key: string]: unknown }): Failure {
  return new Failure(status, {
    error_type: 'HTTPException',
    message,
    detail: message,
    request_id: null,
    traceback: '',
    ...(extra === undefined ? {} : { extra_data: extra }),
  });
}

export function validationError(message: string): Failure {
  return new Failure(422, { error_type: 'ValidationError', message, request_id: null, traceback: '' });
}

export function recordNotFound(entity: string, id: string): Failure {
  return new Failure(404, { message: `Entity ${entity} with ID ${id} not found` });
}

export function unauthorized(message: string): Failure {
  return httpException(401, message, { reason: 'auth_required' });
}

export function forbidden(message: string): Failure {
  return httpException(403, message);
}

export function badRequest(message: string): Failure {
  return httpException(400, message);
}

/** What FastAPI says of a path it has no route for. */
export function noSuchPath(): Failure {
  return new Failure(404, { detail: 'Not Found' });
}

/** Base44 answers this with 500 where a 404 is meant. */
export function objectNotFound(message: string, status: 404 | 500): Failure {
  return new Failure(status, { error_type: 'ObjectNotFoundError', message, detail: message, request_id: null, traceback: '' });
}
