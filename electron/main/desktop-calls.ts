import { access } from 'node:fs/promises';
import path from 'node:path';
import { ORPCError, implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { type BrowserWindow, shell } from 'electron';
import { desktopContract } from '../../shared/contract/desktop.ts';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { pickFolder } from './dialogs.ts';
import type { LoginItem } from './login-item.ts';
import { safeOpen } from './safe-open.ts';
import { strings } from './strings.ts';
import type { Updates } from './updates/updates.ts';

export interface DesktopCallsOptions {
  readonly platform: NodeJS.Platform;
  readonly window: () => BrowserWindow | undefined;
  readonly login: LoginItem;
  readonly updates: Updates;
}

/** What leaves is one of the contract's errors; what went wrong inside stays here. */
const desktop = implement(desktopContract).use(async ({ next }) => {
  try {
    return await next();
  } catch (error) {
    if (error instanceof ORPCError && error.defined) throw error;
    if (error instanceof ORPCError && error.code === 'BAD_REQUEST') throw refusal('invalid-input', strings.desktop.linkRefused, strings.desktop.linkRefusedNext);
    throw refusal('bug', strings.desktop.bug, strings.desktop.bugNext);
  }
});

/** The calls of shared/contract/desktop.ts, for a page of ours over a port of its own. */
export function desktopCalls({ platform, window, login, updates }: DesktopCallsOptions) {
  return new RPCHandler(
    desktop.router({
      about: desktop.about.handler(() => ({ kind: 'window' as const, platform: platformName(platform), can: { pickFolder: true, showFile: true, startAtLogin: true, tray: true } })),
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
  );
}

function refusal(code: ErrorCode, message: string, nextStep: string): ORPCError<ErrorCode, { readonly nextStep: string }> {
  return new ORPCError(code, { defined: true, message, data: { nextStep } });
}

function platformName(platform: NodeJS.Platform): 'mac' | 'windows' | 'linux' {
  if (platform === 'darwin') return 'mac';
  return platform === 'win32' ? 'windows' : 'linux';
}

function exists(file: string): Promise<boolean> {
  return access(file).then(() => true, () => false);
}
