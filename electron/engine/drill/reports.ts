import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { drillReport } from '../../../shared/contract/drills.ts';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import type { Log } from '../calls/dependencies.ts';
import { writeFileDurably } from '../system/durable-file.ts';
import type { DrillReport } from './drill-desk.ts';

/** A year of weekly drills of several places. */
const mostKept = 400;
/** A file is read once: nobody changes a report. */
const mostRemembered = 2000;

/** The reports of drills, `<home>/drills/<vault id>/<id>.json`: names and figures only. */
export class DrillReports {
  readonly #home: string;
  readonly #log: Log;
  readonly #read = new Map<string, DrillReport | undefined>();

  constructor(home: string, log: Log) {
    this.#home = home;
    this.#log = log;
  }

  /** @throws errors of the operating system. */
  async save(vaultId: string, report: DrillReport): Promise<void> {
    const names = await this.#names(vaultId);
    await writeFileDurably(this.#fileOf(vaultId, report.id), `${JSON.stringify(report, null, 1)}\n`);
    for (const name of names.slice(mostKept - 1)) await rm(path.join(this.#directoryOf(vaultId), name), { force: true });
  }

  /** Newest first. Those that cannot be read are said in the log and passed over. */
  async list(vaultId: string, limit: number): Promise<readonly DrillReport[]> {
    const reports: DrillReport[] = [];
    for (const name of await this.#names(vaultId)) {
      if (reports.length >= limit) break;
      const report = await this.#readOne(path.join(this.#directoryOf(vaultId), name));
      if (report !== undefined) reports.push(report);
    }
    return reports;
  }

  /** @throws not-found. */
  async get(vaultId: string, id: string): Promise<DrillReport> {
    const report = /^[\w-]{1,80}$/.test(id) ? await this.#readOne(this.#fileOf(vaultId, id)) : undefined;
    if (report !== undefined) return report;
    throw new HoldfastError('not-found', 'The report of that drill is not on this computer.', { nextStep: 'Look at the list of drills.' });
  }

  async #readOne(file: string): Promise<DrillReport | undefined> {
    if (this.#read.has(file)) return this.#read.get(file);
    let report: DrillReport | undefined;
    try {
      report = drillReport.parse(parseJson(await readFile(file, 'utf8')));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      this.#log('The report of a drill cannot be read.', { file: path.basename(file) });
    }
    if (this.#read.size >= mostRemembered) this.#read.clear();
    this.#read.set(file, report);
    return report;
  }

  async #names(vaultId: string): Promise<readonly string[]> {
    try {
      // In the order in which they were made (drill-id.ts).
      return (await readdir(this.#directoryOf(vaultId))).filter((name) => /^[\w-]{1,80}\.json$/.test(name)).toSorted().toReversed();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  #fileOf(vaultId: string, id: string): string {
    return path.join(this.#directoryOf(vaultId), `${id}.json`);
  }

  #directoryOf(vaultId: string): string {
    return path.join(this.#home, 'drills', vaultId);
  }
}
