/** What a step needs to be done from here. */
export interface Doing {
  readonly app: string;
  readonly busy: boolean;
  readonly onBackUp: () => void;
}
