import { describe, expect, it } from 'vitest';
import { backupProgress } from '../../../electron/engine/calls/backup-progress.ts';
import type { Progress } from '../../../electron/engine/engine.ts';

function told(expected: Readonly<Record<string, number>>, events: readonly (readonly [Progress['phase'], string, number])[]): readonly string[] {
  const lines: string[] = [];
  const report = backupProgress(new Map(Object.entries(expected)), ({ phase, subject, done, total, unit }) => lines.push(`${phase} ${subject} ${done}/${total} ${unit}`));
  for (const [phase, subject, done] of events) report({ phase, subject, done, unit: 'records' });
  return lines;
}

describe('the progress of a backup', () => {
  it('counts the records of all tables together against what is expected', () => {
    expect(told({ A: 100, B: 50 }, [['read', 'A', 40], ['read', 'B', 10], ['read', 'A', 100], ['read', 'B', 50]])).toEqual([
      'read A 40/150 records',
      'read B 50/150 records',
      'read A 110/150 records',
      'read B 150/150 records',
    ]);
  });

  it('never goes back, and grows its total where there is more than expected', () => {
    expect(told({ A: 10 }, [['read', 'A', 8], ['read', 'A', 3], ['read', 'A', 30], ['read', 'New', 5]])).toEqual(['read A 8/10 records', 'read A 8/10 records', 'read A 30/30 records', 'read New 35/35 records']);
  });

  it('says nothing of the total where nothing is known', () => {
    expect(told({}, [['read', 'A', 8]])).toEqual(['read A 8/undefined records']);
  });

  it('does not tell of settling while tables are read', () => {
    expect(told({ A: 10, B: 10 }, [['read', 'A', 10], ['settle', 'A', 1], ['read', 'B', 10]])).toEqual(['read A 10/20 records', 'read B 20/20 records']);
  });

  it('counts tables when only changes are looked for, each once', () => {
    expect(told({ A: 10, B: 10, C: 1 }, [['settle', 'A', 1], ['settle', 'A', 2], ['settle', 'B', 0]])).toEqual(['settle A 1/3 objects', 'settle B 2/3 objects']);
  });

  it('expects only the tables that turn out to be read in full once the others were not', () => {
    expect(told({ A: 10, B: 90 }, [['settle', 'A', 1], ['read', 'B', 30]])).toEqual(['settle A 1/2 objects', 'read B 30/90 records']);
  });
});
