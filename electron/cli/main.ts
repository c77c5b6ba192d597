#!/usr/bin/env node
import { runProgram } from './program.ts';

// What is still open now (idle connections, a worker about to end) is of no more use to anybody.
process.exit(await runProgram(process));
