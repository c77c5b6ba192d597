import { togetherWith } from '../../../shared/model/alarms.ts';
import type { AlarmsReport } from '../engine.ts';
import { findApp } from '../registry/lookup.ts';
import { api } from './implementer.ts';
import type { ServiceParts } from './parts.ts';
import { untilClosed } from './signals.ts';

const shownAnswered = 20;

/** How the data changes, and what a person says to it. */
export function watchCalls({ engine, finder, journal, feed, alarms, live, status, closing }: ServiceParts) {
  /** The pins of backups may be others now, too. */
  async function told(app: string, kind: 'alarm-answered' | 'settings-changed', detail: string): Promise<void> {
    await journal.append({ kind, app, detail: detail.slice(0, 500) });
    await alarms.look(app);
    await status.refresh(app);
    for (const topic of ['alerts', 'backups', 'activity'] as const) feed.publish({ topic, app });
  }

  return {
    figures: api.watch.figures.handler(async ({ input: { app, backup }, signal }) => {
      const { backups, unmeasured } = await engine.watch.figures(app, { snapshot: backup, signal: untilClosed(closing, signal) });
      const [figures] = backups;
      return { figures: figures === undefined ? null : { ...figures, tables: figures.tables.map(shownTable) }, ...(unmeasured[0] === undefined ? {} : { why: unmeasured[0].why }) };
    }),
    alarms: api.watch.alarms.handler(async ({ input }) => shown(await engine.watch.alarms(input.app))),
    answer: api.watch.answer.handler(async ({ input: { app, alarm, answer, together }, signal }) => {
      const { name } = findApp(await finder.settings.read(), app);
      const before = togetherWith((await engine.watch.alarms(name)).open, alarm);
      const report = await engine.watch.answer(name, alarm, answer, { together, signal: untilClosed(closing, signal) });
      const about = together === true ? before : before.filter(({ id }) => id === alarm);
      await told(name, 'alarm-answered', `${about.map(({ table }) => table).join(', ')}: ${answer === 'expected' ? 'expected' : 'not expected'}.`);
      return shown(report);
    }),
    live: api.watch.live.handler(async ({ input, signal }) => {
      const { name } = findApp(await finder.settings.read(), input.app);
      return { ...(await engine.watch.live(name, undefined, { signal: untilClosed(closing, signal) })), hears: live.hears(name) };
    }),
    setLive: api.watch.setLive.handler(async ({ input: { app, on }, signal }) => {
      const { name } = findApp(await finder.settings.read(), app);
      const state = await engine.watch.live(name, on, { signal: untilClosed(closing, signal) });
      await told(name, 'settings-changed', state.on ? 'Looked at between backups, too.' : 'Not looked at between backups any more.');
      return { ...state, hears: state.on && live.hears(name) };
    }),
    reset: api.watch.reset.handler(async ({ input: { app, table }, signal }) => {
      const { name } = findApp(await finder.settings.read(), app);
      const report = await engine.watch.resetThresholds(name, table ?? undefined, { signal: untilClosed(closing, signal) });
      await told(name, 'settings-changed', `What ${table ?? 'every table'} may lose unnoticed is as it was at first.`);
      return shown(report);
    }),
  };
}

function shown({ open, answered, thresholds, usualThresholds }: AlarmsReport) {
  return { open: [...open], answered: answered.slice(0, shownAnswered), thresholds: [...thresholds], usualThresholds };
}

function shownTable(table: Awaited<ReturnType<ServiceParts['engine']['watch']['figures']>>['backups'][number]['tables'][number]) {
  const { blanked, appeared, vanished, typeChanges } = table;
  return { ...table, blanked: [...blanked], appeared: [...appeared], vanished: [...vanished], typeChanges: [...typeChanges] };
}
