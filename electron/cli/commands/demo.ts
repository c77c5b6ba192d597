import path from 'node:path';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { DefineCommand } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import { jsonText } from '../output.ts';

interface DemoOptions {
  readonly records?: number;
  readonly seed?: number;
  readonly port?: number;
  readonly state?: string;
}

export const defineDemo: DefineCommand = (program, run) => {
  program
    .command('demo')
    .summary('serve the sample app until it is stopped')
    .description('Serves the sample app, a small business made up from a seed, in the way its platform would, until it is stopped.\nThe first line on standard output is JSON: {"url", "appId", "token", "readOnlyToken"}.')
    .option('--records <N>', 'about how many records it has in all', wholeNumber(200, 5_000_000))
    .option('--seed <S>', 'the same seed gives the same data', wholeNumber(0, 2 ** 32 - 1))
    .option('--port <P>', 'port on this computer (otherwise a free one)', wholeNumber(0, 65_535))
    .option('--state <FILE>', 'keep changes in this file and go on from it')
    .action((options: DemoOptions) =>
      run(async ({ output, signal }) => {
        const { startSampleApp } = await import('../../sample-app/index.ts');
        const { state, ...numbers } = options;
        // Whether Base44 lets the owner read past row rules is not documented. Here it does, so that a first backup can be whole;
        // the tests try both answers.
        const app = await startSampleApp({ bypassRls: true, ...numbers, ...(state === undefined ? {} : { stateFile: path.resolve(state) }) }).catch((error: unknown) => {
          throw cannotStart(error, options.port);
        });
        try {
          const { url, appId, token, readOnlyToken } = app;
          await output.print(jsonText({ url, appId, token, readOnlyToken }, false));
          output.message(`The sample app is served at ${url}. Press Ctrl-C to stop it.`);
          await stopped(signal);
        } finally {
          await app.stop();
        }
        return { json: undefined, text: () => '' };
      }),
    );
};

/** Being stopped is how this command ends well. */
function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function cannotStart(error: unknown, port: number | undefined): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  return new HoldfastError('conflict', `Port ${port ?? ''} cannot be used: ${code === 'EADDRINUSE' ? 'something else is listening there' : 'this needs more rights'}.`, {
    nextStep: 'Choose another --port, or leave it out for a free one.',
    cause: error,
  });
}
