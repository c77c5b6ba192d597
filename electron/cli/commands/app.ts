import { Option } from 'commander';
import { HoldfastError } from '../../../shared/model/errors.ts';
import { base44Plans, type AddAppInput, type AddedApp, type AppInfo, type Base44Plan } from '../../engine/engine.ts';
import type { DefineCommand, Invocation } from '../invocation.ts';
import { readSecret } from '../secrets.ts';
import { formatAgo, formatCount } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

interface AddOptions {
  readonly platform: string;
  readonly url?: string;
  readonly appId?: string;
  readonly tokenEnv?: string;
  readonly plan?: Base44Plan;
  readonly dataEnv?: 'prod' | 'dev';
  readonly path?: string;
  readonly destination?: string;
}

const base44Url = 'https://app.base44.com';

export const defineApp: DefineCommand = (program, run) => {
  const group = program.command('app').summary('the apps that are protected').description('The apps that are protected.');

  group
    .command('add')
    .summary('protect an app; it is asked first what it holds')
    .argument('<name>', 'what to call it')
    .addOption(new Option('--platform <PLATFORM>', 'what it is built on: base44, or csv-folder for exported files').makeOptionMandatory())
    .option('--url <URL>', `address of the platform (base44; ${base44Url} otherwise)`)
    .option('--app-id <ID>', 'id of the app (base44)')
    .option('--token-env <NAME>', 'environment variable that holds the access token (otherwise standard input)')
    .addOption(new Option('--plan <PLAN>', 'the plan the app is on, for its rate limits').choices(base44Plans))
    .addOption(new Option('--data-env <ENV>', 'which data of the app').choices(['prod', 'dev']))
    .option('--path <DIR>', 'folder of the exported files (csv-folder)')
    .addOption(new Option('--url-env <NAME>').hideHelp())
    .option('--destination <A,B>', 'the places to use (otherwise all, those added later too)')
    .action((name: string, options: AddOptions) =>
      run(async (invocation) => {
        const input: AddAppInput = {
          name,
          connection: await connectionOf(invocation, options),
          ...(options.destination === undefined ? {} : { destinations: namesIn(options.destination) }),
        };
        const engine = await invocation.engine();
        const added = await engine.apps.add(input, invocation.call);
        return { json: added, text: () => describeAdded(invocation.output.style, added, 'was reached and is protected now. Make its first backup with "holdfast backup".') };
      }),
    );

  group
    .command('list')
    .summary('list the apps')
    .action(() =>
      run(async (invocation) => {
        const apps = await (await invocation.engine()).apps.list();
        return { json: { apps }, text: () => describeApps(invocation.output.style, apps) };
      }),
    );

  group
    .command('reconnect')
    .summary('give an app a new access token')
    .argument('<name>', 'name of the app')
    .option('--token-env <NAME>', 'environment variable that holds the access token (otherwise standard input)')
    .action((name: string, options: { tokenEnv?: string }) =>
      run(async (invocation) => {
        const token = await readSecret(invocation, 'Access token', options.tokenEnv, '--token-env');
        const again = await (await invocation.engine()).apps.reconnect(name, { token }, invocation.call);
        return { json: again, text: () => describeAdded(invocation.output.style, again, 'answered to the new access token.') };
      }),
    );

  group
    .command('remove')
    .summary('forget an app; its backups stay where they are')
    .argument('<name>', 'name of the app')
    .action((name: string) =>
      run(async (invocation) => {
        await (await invocation.engine()).apps.remove(name);
        return {
          json: { removed: name },
          text: () => `${printable(name)} was forgotten. Its backups stay where they are, and their key stays in the keychain.`,
        };
      }),
    );
};

async function connectionOf(invocation: Invocation, options: AddOptions): Promise<AddAppInput['connection']> {
  const { platform } = options;
  if (platform === 'csv-folder') {
    return { platform, path: needed(options.path, '--path', 'the folder of the exported files') };
  }
  if (platform === 'postgres' || platform === 'mysql') {
    throw new HoldfastError('invalid-input', `Apps on ${platform} are not supported by this version.`, { nextStep: 'Use --platform base44 or --platform csv-folder.' });
  }
  if (platform !== 'base44') {
    throw new HoldfastError('invalid-input', 'That is no platform this version knows.', { nextStep: 'Use --platform base44 or --platform csv-folder.' });
  }
  const appId = needed(options.appId, '--app-id', 'the id of the app');
  return {
    platform,
    url: options.url ?? base44Url,
    appId,
    token: await readSecret(invocation, 'Access token', options.tokenEnv, '--token-env'),
    ...(options.plan === undefined ? {} : { plan: options.plan }),
    ...(options.dataEnv === undefined ? {} : { dataEnvironment: options.dataEnv }),
  };
}

function needed(value: string | undefined, option: string, what: string): string {
  if (value !== undefined) return value;
  throw new HoldfastError('invalid-input', `This platform needs ${what}.`, { nextStep: `Add ${option}.` });
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function describeAdded(style: Style, { app, entities, notes }: AddedApp, sentence: string): string {
  const table = formatTable(
    style,
    [{ title: 'Table', max: 40 }, { title: 'Records', align: 'right' }],
    entities.map((each) => [each.name, each.records === null ? 'not known' : formatCount(each.records)]),
  );
  const list = notes.map((each) => `  ${style.dim('·')} ${printable(each)}`);
  return [`${style.good('✓')} ${style.bold(printable(app.name))} ${sentence}`, '', table, ...(list.length === 0 ? [] : ['', ...list])].join('\n');
}

function describeApps(style: Style, apps: readonly AppInfo[]): string {
  if (apps.length === 0) return 'No app is protected yet. Add one with "holdfast app add", or see "holdfast try".';
  return formatTable(
    style,
    [{ title: 'App' }, { title: 'Platform' }, { title: 'Where', max: 80 }, { title: 'Places' }, { title: 'Added' }],
    apps.map((app) => [
      app.name,
      app.platform,
      app.path ?? `${app.url ?? ''} ${app.appId ?? ''}`.trim(),
      app.destinations === 'all' ? 'all' : app.destinations.join(', '),
      formatAgo(app.addedAt, new Date()),
    ]),
  );
}
