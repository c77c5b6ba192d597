import path from 'node:path';
import type { DefineCommand } from '../invocation.ts';
import { wholeNumber } from '../numbers.ts';
import { jsonText } from '../output.ts';
import { builtPage } from '../page.ts';
import { programVersion } from '../version.ts';

interface ServeCommandOptions {
  readonly port?: number;
  readonly open: boolean;
  readonly sample?: boolean;
}

export const defineServe: DefineCommand = (program, run) => {
  program
    .command('serve')
    .summary('the app in a browser tab, on this computer alone')
    .description('Serves the app to a browser tab on this computer, until it is stopped, and opens it.\nThe first line on standard output is JSON: {"url"}. The address works once: whoever opens it first is in.')
    .option('--port <P>', 'port on this computer (otherwise a free one)', wholeNumber(0, 65_535))
    .option('--no-open', 'only print the address')
    .option('--sample', 'land in the sample app, with everything set up; kept apart from your own apps')
    .action((options: ServeCommandOptions) =>
      run(async ({ env, home, surroundings, output, signal, reportIn }) => {
        const page = await builtPage((line) => output.message(line));
        const { serve } = await import('../../hosts/loopback/serve.ts');
        const { hasDisplay, openInBrowser } = await import('../../hosts/loopback/open-in-browser.ts');
        const place = options.sample === true ? { home: path.join(home, 'sample'), env: { ...env, ...sampleKeychain } } : { home, env };
        const debugging = (env['HOLDFAST_DEBUG'] ?? '') !== '';
        const log = (message: string, facts?: object): void => {
          if (debugging || message === 'Refused.') output.message(`${message} ${JSON.stringify(facts ?? {})}`);
        };
        const serving = await serve({ ...place, surroundings, version: programVersion, page, log, reporting: await reportIn(place.home, 'tab'), ...(options.port === undefined ? {} : { port: options.port }), sample: options.sample === true });
        await output.print(jsonText({ url: serving.url }, false));
        const opens = options.open && hasDisplay(env);
        if (opens) openInBrowser(serving.url);
        output.message(serving.already ? 'Holdfast runs already; this address opens it once more.' : `Holdfast is ready${opens ? ' in your browser' : ': open the address above in a browser on this computer'}. Press Ctrl-C to stop it.`);
        if (!serving.already) await stopped(signal);
        await serving.stop();
        return { json: undefined, text: () => '' };
      }),
    );
};

/**
 * The sample's records are made up and its key protects nothing: so that it can be tried on a computer without a keychain, its
 * secrets are in a file with a passphrase that everybody knows.
 */
const sampleKeychain = { HOLDFAST_KEYCHAIN: 'file', HOLDFAST_KEYCHAIN_PASSPHRASE: 'sample app' };

/** Being stopped is how this command ends well: by Ctrl-C, or because the program that started it is gone. */
function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.once('disconnect', () => resolve());
    process.channel?.unref();
  });
}
