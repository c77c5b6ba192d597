import { ORPCError } from '@orpc/client';
import type { EngineClient } from './engine-client.ts';
import type { Notice } from './notices.ts';
import { strings } from './strings.ts';
import { type TrayAction, pauseEnd } from './tray-menu.ts';

export interface TrayActionsOptions {
  readonly client: () => EngineClient | undefined;
  readonly open: () => void;
  readonly quit: () => void;
  readonly update: () => void;
  readonly report: () => void;
  readonly notify: (notice: Notice) => void;
}

/** Does what was chosen in the tray. What cannot be done is said in a notice: the menu is closed by then. */
export function trayActions({ client, open, quit, update, report, notify }: TrayActionsOptions): (action: TrayAction) => void {
  return (action) => {
    if (action.kind === 'open') return open();
    if (action.kind === 'quit') return quit();
    if (action.kind === 'update') return update();
    if (action.kind === 'report') return report();
    void ask(action).catch((error: unknown) => notify({ title: strings.notice.notStarted, body: error instanceof ORPCError ? error.message : strings.engine.stopped }));
  };

  async function ask(action: Exclude<TrayAction, { kind: 'open' | 'quit' | 'update' | 'report' }>): Promise<void> {
    const engine = client();
    if (engine === undefined) throw new Error('There is no engine now.');
    switch (action.kind) {
      case 'back-up':
        await engine.runs.start({ kind: 'backup', app: action.app, reason: 'manual' });
        return;
      case 'guard':
        await engine.guard.start({ app: action.app });
        // There it says when the change can begin.
        open();
        return;
      case 'guard-end':
        await engine.guard.end({ app: action.app });
        return;
      case 'pause':
        await engine.schedule.pause({ until: pauseEnd(action.until, new Date()).toISOString() });
        return;
      case 'resume':
        await engine.schedule.pause({ until: null });
    }
  }
}
