/** The caller's signal where there is one, together with the service's own end. */
export function untilClosed(closing: AbortSignal, signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? closing : AbortSignal.any([closing, signal]);
}
