import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call, instant } from './base.ts';
import { plainError } from './errors.ts';

/** What is known of updates of Holdfast itself. Which version runs, what is newer, and why it is not there yet. */
export const updatesState = z.object({
  /** The version that runs. */
  version: z.string(),
  /**
   * `not-set-up`: this build names no place for updates, or no key to trust. `installed-otherwise`: whoever installed it updates it, as a package manager
   * does. `from-source`: it runs from a checkout.
   */
  support: z.enum(['yes', 'not-set-up', 'installed-otherwise', 'from-source']),
  /** Looks by itself once a day, downloads and installs. */
  automatic: z.boolean(),
  isChecking: z.boolean(),
  /** A newer version that this computer may have. */
  update: z
    .object({
      version: z.string(),
      releasedAt: instant,
      /** What is new: a sentence of plain text. */
      news: z.string().optional(),
      stage: z.enum(['found', 'downloading', 'ready', 'installing']),
      /** 0 to 100, while it downloads. */
      percent: z.number().int().optional(),
      /** A person wants it now: it is installed as soon as nothing is at work. */
      isAskedFor: z.boolean(),
      /** What it waits for, where it is ready. */
      waitsFor: z.enum(['starting', 'restore', 'backup', 'drill', 'guard', 'other']).optional(),
      laterUntil: instant.optional(),
      /** Why it is not taken by itself. */
      held: z.enum(['skipped', 'taken-back', 'not-installed']).optional(),
      /** The system asks for a password, so that it is never installed unasked. */
      asksPassword: z.boolean(),
    })
    .optional(),
  /** A newer version that is given to more computers day by day, and not to this one yet. */
  rollingOut: z.string().optional(),
  lastChecked: instant.optional(),
  /** The newest version that a signed release ever named, and of when it is. */
  newest: z.object({ version: z.string(), releasedAt: instant }).optional(),
  /** Why the last look or the last download came to nothing. */
  problem: plainError.optional(),
  /** Newest first. */
  past: z.array(z.object({ at: instant, kind: z.enum(['updated', 'taken-back', 'not-installed', 'would-not-start']), version: z.string(), from: z.string().optional() })),
});
export type UpdatesState = z.infer<typeof updatesState>;

export const updatesCalls = {
  /** The state now, then again at each change. */
  watch: call.output(eventIterator(updatesState)),
  /** Looks now, and downloads what is newer. Answers when that came to an end; what went wrong is `problem`. */
  check: call.output(updatesState),
  /** Installs what is ready, as soon as nothing is at work; Holdfast ends for it and comes back by itself. */
  install: call.output(updatesState),
  /** Puts off what is ready; `skip` = never by itself, until there is a newer one. */
  later: call.input(z.object({ how: z.enum(['day', 'week', 'skip']) })).output(updatesState),
  setAutomatic: call.input(z.object({ on: z.boolean() })).output(updatesState),
};
