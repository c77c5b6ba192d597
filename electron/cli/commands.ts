import type { DefineCommand } from './invocation.ts';

/**
 * Every command, in the order of the help. A command's file is loaded only when it is the one that was asked for, so that
 * a quick question is answered quickly.
 */
export const commands: readonly { readonly name: string; readonly load: () => Promise<DefineCommand> }[] = [
  { name: 'try', load: async () => (await import('./commands/try.ts')).defineTry },
  { name: 'demo', load: async () => (await import('./commands/demo.ts')).defineDemo },
  { name: 'serve', load: async () => (await import('./commands/serve.ts')).defineServe },
  { name: 'agent', load: async () => (await import('./commands/agent.ts')).defineAgent },
  { name: 'app', load: async () => (await import('./commands/app.ts')).defineApp },
  { name: 'destination', load: async () => (await import('./commands/destination.ts')).defineDestination },
  { name: 'settings', load: async () => (await import('./commands/settings.ts')).defineSettings },
  { name: 'backup', load: async () => (await import('./commands/backup.ts')).defineBackup },
  { name: 'snapshots', load: async () => (await import('./commands/snapshots.ts')).defineSnapshots },
  { name: 'check', load: async () => (await import('./commands/check.ts')).defineCheck },
  { name: 'grade', load: async () => (await import('./commands/grade.ts')).defineGrade },
  { name: 'drill', load: async () => (await import('./commands/drill.ts')).defineDrill },
  { name: 'diff', load: async () => (await import('./commands/diff.ts')).defineDiff },
  { name: 'watch', load: async () => (await import('./commands/watch.ts')).defineWatch },
  { name: 'alarms', load: async () => (await import('./commands/alarms.ts')).defineAlarms },
  { name: 'guard', load: async () => (await import('./commands/guard.ts')).defineGuard },
  { name: 'emergency', load: async () => (await import('./commands/emergency.ts')).defineEmergency },
  { name: 'golden', load: async () => (await import('./commands/golden.ts')).defineGolden },
  { name: 'schema', load: async () => (await import('./commands/schema.ts')).defineSchema },
  { name: 'incidents', load: async () => (await import('./commands/incidents.ts')).defineIncidents },
  { name: 'record', load: async () => (await import('./commands/record.ts')).defineRecord },
  { name: 'export', load: async () => (await import('./commands/export.ts')).defineExport },
  { name: 'restore', load: async () => (await import('./commands/restore.ts')).defineRestore },
  { name: 'undo', load: async () => (await import('./commands/undo.ts')).defineUndo },
  { name: 'restores', load: async () => (await import('./commands/restores.ts')).defineRestores },
  { name: 'retention', load: async () => (await import('./commands/retention.ts')).defineRetention },
  { name: 'alerts', load: async () => (await import('./commands/alerts.ts')).defineAlerts },
  { name: 'alert-channel', load: async () => (await import('./commands/alert-channel.ts')).defineAlertChannel },
  { name: 'schedule', load: async () => (await import('./commands/schedule.ts')).defineSchedule },
  { name: 'pin', load: async () => (await import('./commands/pin.ts')).definePin },
  { name: 'runbook', load: async () => (await import('./commands/runbook.ts')).defineRunbook },
  { name: 'recovery-kit', load: async () => (await import('./commands/recovery-kit.ts')).defineRecoveryKit },
  { name: 'deputy', load: async () => (await import('./commands/deputy.ts')).defineDeputy },
  { name: 'report', load: async () => (await import('./commands/report.ts')).defineReport },
  { name: 'open', load: async () => (await import('./commands/open.ts')).defineOpen },
];
