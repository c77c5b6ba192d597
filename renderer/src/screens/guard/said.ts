/** A sentence with marks where names from the app come, and those names. */
export interface Said {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
}

/** What stands in for a name until it is put in. */
export type Mark = (name: string) => string;
