/**
 * What stands behind an error that a call answers with, where it is our own doing: its cause, which stays on this side. Undefined for what a person or a platform can put right.
 * Errors of calls are told apart by their code, as a page does.
 */
function bugBehind(error: unknown): { readonly cause: unknown } | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return error.code === 'bug' || error.code === 'INTERNAL_SERVER_ERROR' ? { cause: error.cause ?? error } : undefined;
}

/** For oRPC's handlers: passes everything on, and tells `onBug` of what is our own doing. */
export function tellingBugs(onBug: (error: unknown) => void): <T>(options: { readonly next: () => Promise<T> }) => Promise<T> {
  return async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      const bug = bugBehind(error);
      if (bug !== undefined) onBug(bug.cause);
      throw error;
    }
  };
}
