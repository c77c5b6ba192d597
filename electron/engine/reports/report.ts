/** `App 1` in a report is what the person calls by `name`. */
export interface ShownName {
  readonly shown: string;
  readonly name: string;
}

/** A report as it is shown, and as it is saved: the same text. */
interface Report {
  readonly fileName: string;
  readonly text: string;
  /** What the names in it stand for; not in the file. */
  readonly names: readonly ShownName[];
}

/** A problem that was kept. */
interface Problem {
  readonly id: string;
  readonly at: string;
  readonly area: string;
  readonly kind: string;
}

/** Reports that a person can read, and hand on if they want to. Nothing is sent from here. */
export interface ReportDesk {
  make(): Promise<Report>;
  problems(): Promise<readonly Problem[]>;
}
