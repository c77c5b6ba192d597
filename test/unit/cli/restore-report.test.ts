import { expect, it } from 'vitest';
import { describePlan } from '../../../electron/cli/commands/restore-report.ts';
import { plainStyle } from '../../../electron/cli/terminal/style.ts';

it('a plan names the files that are uploaded again first, with number and size', () => {
  const quiet = { webhooks: 'no', automations: 'no' } as const;
  const plan = {
    id: 'p', app: 'shop', into: 'shop', snapshot: 'b', leftAlone: [], cannot: [], references: [], notes: [], tables: [], records: 3, seconds: 16,
    steps: [{ kind: 'untrash', entity: 'Order', records: 3, ids: [], fields: [], effects: quiet, requests: 4, seconds: 4 }],
    uploads: { files: 12, bytes: 3_400_000, effects: quiet, requests: 12, seconds: 12 },
  } as const;
  const lines = describePlan(plainStyle, plan, false).split('\n');
  const at = lines.findIndex((line) => /Uploaded files\s+12\s+uploaded again \(3\.4 MB\)/.test(line));
  expect(at).toBeGreaterThan(0);
  expect(lines[at + 1]).toMatch(/Order\s+3\s+back from the trash/);
  const { uploads: _uploads, ...without } = plan;
  expect(describePlan(plainStyle, without, false)).not.toContain('uploaded again');
});
