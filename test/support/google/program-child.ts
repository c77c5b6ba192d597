import { z } from 'zod';
import { runProgram } from '../../../electron/cli/program.ts';

/** The command line as it is, but with a simulated Google in place of the real one (`googleSurroundings`). */

const surroundings = z.object({
  addresses: z.object({ api: z.url(), authorize: z.url(), token: z.url() }),
  client: z.object({ clientId: z.string() }).optional(),
});
const { addresses, client } = surroundings.parse(JSON.parse(process.env['TEST_GOOGLE'] ?? ''));

process.exit(await runProgram(process, { google: { addresses, ...(client === undefined ? {} : { client }) } }));
