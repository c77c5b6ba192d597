import { HoldfastError, isHoldfastError, toHoldfastError } from '../../../shared/model/errors.ts';
import { sameName } from '../registry/names.ts';
import { findApp } from '../registry/lookup.ts';
import type { RestoreDesk, RestoreReceipt } from '../restore/restore-desk.ts';
import type { Settings, StoredApp } from '../settings/schema.ts';
import type { DrillCheck } from './drill-desk.ts';
import type { FurtherChecks } from './run-drill.ts';
import { counted, failed, formatted, passed, some } from './words.ts';

/** The app to write into. @throws invalid-input where that is the app itself, by whatever name; not-found. */
export function stagingApp(settings: Settings, app: StoredApp, wanted: string): StoredApp {
  const into = findApp(settings, wanted);
  const isSame = sameName(into.name, app.name) || JSON.stringify(into.connection) === JSON.stringify(app.connection);
  if (!isSame && into.connection.platform !== 'opened') return into;
  throw new HoldfastError('invalid-input', isSame ? `A drill never writes into “${app.name}” itself.` : `“${into.name}” is known here only from its backups: nothing can be written there.`, {
    nextStep: 'Add a second app that nobody uses, a staging one, and name that.',
  });
}

/** Writes all of the backup into a second app, and reads it back from there: a restore as it would really be. */
export function writingBack(restoring: Pick<RestoreDesk, 'restore'>, { app, into, place }: { readonly app: string; readonly into: string; readonly place: string }): FurtherChecks {
  return async ({ work: { watch, call }, manifest }) => {
    try {
      const { receipt } = await watch.during('write-back', () => restoring.restore(app, { ...call, snapshot: manifest.id, into, destination: place }));
      return [checkWriteBack(into, receipt)];
    } catch (error) {
      if (isHoldfastError(error, 'cancelled')) throw error;
      const failure = toHoldfastError(error);
      if (failure.code === 'bug') throw failure;
      return [failed(about(into), { detail: failure.message, consequence: `Nobody knows whether a restore into “${into}” would come to its end.`, nextStep: failure.nextStep })];
    }
  };
}

function about(into: string): Pick<DrillCheck, 'id' | 'kind' | 'name'> {
  return { id: 'write-back', kind: 'write-back', name: `Everything can be written into “${into}” and read back from there` };
}

/** What came of it. @param receipt undefined where there was nothing to write */
export function checkWriteBack(into: string, receipt: Pick<RestoreReceipt, 'asked' | 'written' | 'verified' | 'failed' | 'failures'> | undefined): DrillCheck {
  if (receipt === undefined || receipt.asked === 0) return passed(about(into), `“${into}” has everything already; there was nothing to write.`);
  const { asked, verified, failed: refused, failures } = receipt;
  if (verified >= asked && refused === 0) return passed(about(into), `${counted(verified, 'record')} written into “${into}”, and each read back from there as it should be.`);
  const tables = [...new Set(failures.map(({ entity }) => `“${entity}”`))];
  return failed(about(into), {
    detail: `${formatted(verified)} of ${counted(asked, 'record')} were read back from “${into}” as they should be.${tables.length === 0 ? '' : ` Not all of ${some(tables)}.`}`,
    consequence: `${counted(asked - verified, 'record')} would be missing or wrong after a restore.`,
    nextStep: 'Look at the receipt of that restore, under Restore: it says of each record why.',
  });
}
