import { runProgram } from '../../electron/cli/program.ts';
import { failBy } from './electron-double/fail-by.ts';

/** The program, in which something fails that nobody catches when it is told so: with what a program meets in its words. */
process.on('SIGUSR2', () => failBy('AGE-SECRET-KEY-1FAILFAIL of chloe@customer.example', 'rejection'));
process.exit(await runProgram(process));
