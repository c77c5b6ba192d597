import type { RunbookFacts } from '../../electron/engine/runbook/facts.ts';
import type { RunbookText } from '../../electron/engine/runbook/runbook.ts';

/** A runbook that lacks nothing beside `runbookFactsOfShop`. */
export const wholeRunbook: RunbookText = {
  people: [
    { name: 'Ada', roles: ['declares', 'restores'], phone: '+44 20 7946 0000', email: 'ada@example.com' },
    { name: 'Mary', roles: ['tells-customers'], email: 'mary@example.com' },
    { name: 'Grace', roles: ['deputy'], phone: '+1 202 555 0143' },
  ],
  notes: 'The domain is at Gandi.',
  messages: [],
  kitKept: 'In the safe',
};

export const runbookFactsOfShop: RunbookFacts = {
  app: 'Shop',
  connection: { platform: 'base44', url: 'https://app.base44.com', appId: 'a1b2' },
  places: [
    { name: 'Drive', location: '/media/drive/shop', kind: 'local', notes: ['A folder of the computer that makes the backups, or of a drive connected to it.'] },
    { name: 'R2', location: 'https://x.r2.example/backups/shop', kind: 's3', notes: ['Bucket backups at x.r2.example, region auto. Access key AK (its secret is not printed).', 'For a new key, which need only list and read: sign in at dash.cloudflare.com, then R2, Manage API tokens.'] },
  ],
  deputies: [{ name: 'Grace', recipient: 'age1grace' }],
  everyHours: 24,
  objectiveHours: 24,
  kitProvedAt: '2026-02-01T09:00:00.000Z',
  lastDrill: { at: '2026-03-01T09:00:00.000Z', place: 'Drive', ok: true, durationMs: 42_000 },
  goldenChecks: ['Order: at least 1,000'],
};
