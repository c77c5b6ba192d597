import { randomUUID } from 'node:crypto';
import { DrillReports } from '../drill/reports.ts';
import { createEmergencyDesk, type EmergencyDeskDeps } from '../emergencies/desk.ts';
import type { EmergencyDesk } from '../emergencies/emergency-desk.ts';
import type { MessageTemplates } from '../emergencies/messages.ts';
import { RunbookFiles } from '../runbook/runbook-file.ts';
import type { EngineDependencies } from './dependencies.ts';

/** How many drills are looked at for the last one that went well. */
const drillsLookedAt = 20;

/** The desk of emergencies, with what drills measured and what the runbook has for customers. */
export function createDeclaring({ finder, engine }: Pick<EmergencyDeskDeps, 'finder' | 'engine'>, deps: EngineDependencies): EmergencyDesk {
  const reports = new DrillReports(deps.home, deps.log);
  const runbooks = new RunbookFiles(deps);
  return createEmergencyDesk({
    finder,
    engine,
    deps,
    newId: () => randomUUID(),
    async measured({ vault }) {
      return (await reports.list(vault.id, drillsLookedAt)).find(({ ok }) => ok)?.durationMs;
    },
    async templates({ vault }): Promise<MessageTemplates> {
      const { text } = await runbooks.read(vault.id);
      return Object.fromEntries(text.messages.filter((message) => message.text.trim() !== '').map((message) => [message.id, message.text]));
    },
  });
}
