import type { Answers } from '../../app/connection/client.ts';

export type DrillSummary = Answers['drills']['list']['drills'][number];
export type DrillReport = Answers['drills']['get'];
export type DrillCheck = DrillReport['checks'][number];
export type GoldenList = Answers['drills']['golden']['list'];
export type GoldenCheck = GoldenList['checks'][number];
export type GoldenRule = GoldenCheck['rule'];
export type GoldenTable = GoldenList['tables'][number];
