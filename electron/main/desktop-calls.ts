import { access } from 'node:fs/promises';
import path from 'node:path';
import { ORPCError, implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { type BrowserWindow, shell } from 'electron';
import { desktopContract } from '../../shared/contract/desktop.ts';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { tellingBugs } from '../reports/call-errors.ts';
import { pickFolder, saveFileAs } from './dialogs.ts';
import type { IncomingBox } from './incoming.ts';
import type { LoginItem } from './login-item.ts';
import { safeOpen } from './safe-open.ts';
import { strings } from './strings.ts';
import type { Updates } from './updates/updates.ts';

export interface DesktopCallsOptions {
  readonly platform: NodeJS.Platform;
  readonly window: () => BrowserWindow | undefined;
  readonly login: LoginItem;
  readonly incoming: IncomingBox;
  readonly updates: Updates;
  /** A call ended in an error that is our own doing. */
  readonly onBug: (error: unknown) => void;
}

/** What leaves is one of the contract's errors; what went wrong inside stays here. */
const desktop = implement(desktopContract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    if (error instanceof ORPCError && error.defined) throw error;
    if (error instanceof ORPCError && error.code === 'BAD_REQUEST') throw refusal('invalid-input', strings.desktop.linkRefused, strings.desktop.linkRefusedNext);
    throw refusal('bug', strings.desktop.bug, strings.desktop.bugNext, error);
  }
});

/** The calls of shared/contract/desktop.ts, for a page of ours over a port of its own. */
export function desktopCalls({ platform, window, login, incoming, updates, onBug }: DesktopCallsOptions) {
  return new RPCHandler(
    desktop.router({
      about: desktop.about.handler(() => ({ kind: 'window' as const, platform: platformName(platform), can: { pickFolder: true, saveFile: true, showFile: true, startAtLogin: true, tray: true } })),
      saveFile: desktop.saveFile.handler(async ({ input: { fileName, base64 } }) => {
        try {
          return { path: await saveFileAs(window(), { fileName, content: Buffer.from(base64, 'base64') }) };
        } catch {
          throw refusal('permission-denied', strings.desktop.notSaved, strings.desktop.notSavedNext);
        }
      }),
      pickFolder: desktop.pickFolder.handler(async ({ input }) => ({ path: await pickFolder(window(), input) })),
      showFile: desktop.showFile.handler(async ({ input }) => {
        if (!path.isAbsolute(input.path) || !(await exists(input.path))) throw refusal('not-found', strings.desktop.notThere, strings.desktop.notThereNext);
        // Shows it in its folder; opening it would run it, if it is a program.
        shell.showItemInFolder(path.normalize(input.path));
        return { ok: true as const };
      }),
      openLink: desktop.openLink.handler(async ({ input }) => {
        if (!(await safeOpen(input.url))) throw refusal('invalid-input', strings.desktop.linkRefused, strings.desktop.linkRefusedNext);
        return { ok: true as const };
      }),
      incoming: {
        watch: desktop.incoming.watch.handler(async ({ signal }) => incoming.follow(signal)),
        taken: desktop.incoming.taken.handler(({ input }) => {
          incoming.taken(input.id);
          return { ok: true as const };
        }),
      },
      startAtLogin: {
        get: desktop.startAtLogin.get.handler(async () => ({ on: await login.get() })),
        set: desktop.startAtLogin.set.handler(async ({ input }) => {
          const on = await login.set(input.on);
          if (on !== input.on) throw refusal('permission-denied', strings.desktop.loginFailed, strings.desktop.loginFailedNext);
          return { on };
        }),
      },
      updates: {
        watch: desktop.updates.watch.handler(({ signal }) => updates.watch(signal)),
        check: desktop.updates.check.handler(() => updates.check()),
        install: desktop.updates.install.handler(() => updates.install()),
        later: desktop.updates.later.handler(({ input }) => updates.later(input.how)),
        setAutomatic: desktop.updates.setAutomatic.handler(({ input }) => updates.setAutomatic(input.on)),
      },
    }),
    { interceptors: [tellingBugs(onBug)] },
  );
}

function refusal(code: ErrorCode, message: string, nextStep: string, cause?: unknown): ORPCError<ErrorCode, { readonly nextStep: string }> {
  return new ORPCError(code, { defined: true, message, data: { nextStep }, ...(cause === undefined ? {} : { cause }) });
}

function platformName(platform: NodeJS.Platform): 'mac' | 'windows' | 'linux' {
  if (platform === 'darwin') return 'mac';
  return platform === 'win32' ? 'windows' : 'linux';
}

function exists(file: string): Promise<boolean> {
  return access(file).then(() => true, () => false);
}
