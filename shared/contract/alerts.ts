import { z } from 'zod';
import { appName, call, count, done, instant } from './base.ts';
import { plainError } from './errors.ts';
import { need } from './need.ts';

/** `alarm`: the data is at risk now. `warning`: it may come to that. `note`: shown, and told in the weekly summary alone. */
export const severity = z.enum(['alarm', 'warning', 'note']);

/** What is open because of one cause, from the moment it was found until it is seen to be over. */
export const alert = z.object({
  id: z.string(),
  /** What stands behind it, as it is known now. */
  cause: need,
  severity,
  openedAt: instant,
  /** A person has seen it: nobody is told of it again, and it stays here until it is resolved. */
  acknowledgedAt: instant.optional(),
  /** Told to every channel, because it lasted or became worse. */
  escalatedAt: instant.optional(),
  /** The cause was seen to be over. */
  resolvedAt: instant.optional(),
  /** What happened, what it means for the data and what to do, as the channels say it. */
  title: z.string(),
  meaning: z.string(),
  next: z.string(),
  /** Ready to be told: some causes may pass by themselves, and are told of only once they lasted. */
  tell: z.boolean(),
});

const channelName = z.string().trim().min(1).max(60);
const secret = z.string().min(1).max(4096);
const address = z.string().trim().min(1).max(2000);

/** Which alerts a channel gets. */
const wishes = z.object({
  apps: z.union([z.literal('all'), z.array(appName).min(1).max(500)]),
  /** `warning`: alarms and warnings. */
  least: z.enum(['alarm', 'warning']),
  /** A summary each Monday morning. */
  digest: z.boolean(),
});

const mailServer = z.object({
  host: z.string().trim().min(1).max(253),
  port: z.int().min(1).max(65_535),
  /** `tls`: encrypted from the start. `starttls`: encrypted before anything is said. `none`: only to this computer itself. */
  security: z.enum(['tls', 'starttls', 'none']),
  /** Absent where the server asks for none. */
  user: z.string().trim().min(1).max(320).optional(),
  from: z.email().max(320),
  to: z.array(z.email().max(320)).min(1).max(20),
});

/** As it is given: what is secret goes to the keychain and never comes back. */
export const newChannel = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('email'), name: channelName, ...mailServer.shape, password: secret.optional(), wishes: wishes.partial().optional() }),
  /** JSON, signed with HMAC-SHA256 where a secret is given. */
  z.object({ kind: z.literal('webhook'), name: channelName, url: address, signingSecret: secret.optional(), wishes: wishes.partial().optional() }),
  z.object({ kind: z.literal('slack'), name: channelName, url: address, wishes: wishes.partial().optional() }),
  /** As healthchecks.io takes it: `URL/start`, `URL` once for each backup that is whole and was read back, `URL/fail`. */
  z.object({ kind: z.literal('ping'), name: channelName, url: address, apps: wishes.shape.apps.optional() }),
]);

export const channel = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['email', 'webhook', 'slack', 'ping']),
  /** Where it goes, shortened so that nobody can use it. */
  address: z.string(),
  signed: z.boolean(),
  wishes,
  addedAt: instant,
  /** When something last arrived. */
  deliveredAt: instant.optional(),
  /** Why the last try did not work. */
  problem: z.object({ since: instant, error: plainError }).optional(),
  /** Messages that wait for another try. */
  waiting: count,
});

export const alerts = {
  /** What is open, the gravest first, then what was resolved last, newest first. */
  list: call.input(z.object({ app: appName.optional() })).output(z.object({ open: z.array(alert), resolved: z.array(alert) })),
  acknowledge: call.input(z.object({ id: z.string().max(100) })).output(done),
  channels: {
    list: call.output(z.object({ channels: z.array(channel) })),
    add: call.input(newChannel).output(z.object({ channel })),
    change: call.input(z.object({ id: z.string().max(100), wishes: wishes.partial() })).output(z.object({ channel })),
    remove: call.input(z.object({ id: z.string().max(100) })).output(done),
    /** Really sends something, now. What the other side answered is a result, whatever it is. */
    test: call.input(z.object({ id: z.string().max(100) })).output(z.object({ ok: z.boolean(), answer: z.string(), error: plainError.optional() })),
  },
};
export type NewChannel = z.infer<typeof newChannel>;
