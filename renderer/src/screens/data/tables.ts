import type { Answers } from '../../app/connection/client.ts';

/** The tables of one backup, as `data.tables` answers. */
export type Tables = Answers['data']['tables'];
export type Table = Tables['tables'][number];
