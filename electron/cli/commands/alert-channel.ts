import { Option } from 'commander';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { NewChannel, ShownChannel } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand, Invocation } from '../invocation.ts';
import { readSecret } from '../secrets.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

interface AddOptions {
  readonly kind: 'email' | 'webhook' | 'slack' | 'ping';
  readonly urlEnv?: string;
  readonly signingSecretEnv?: string;
  readonly host?: string;
  readonly port?: string;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user?: string;
  readonly passwordEnv?: string;
  readonly from?: string;
  readonly to?: string;
  readonly apps?: string;
  readonly only?: 'alarm';
  readonly digest?: true;
}

export const defineAlertChannel: DefineCommand = (program, run) => {
  const group = program.command('alert-channel').summary('through which somebody hears of alerts').description('Channels through which somebody hears of alerts: mail, webhooks, Slack, and pings as healthchecks.io takes them.');

  group
    .command('add')
    .summary('add a channel; its address or password is read from the environment or standard input')
    .argument('<name>', 'a name for it')
    .addOption(new Option('--kind <KIND>', 'what it is').choices(['email', 'webhook', 'slack', 'ping']).makeOptionMandatory())
    .option('--url-env <NAME>', 'environment variable that holds its address (webhook, slack, ping; standard input otherwise)')
    .option('--signing-secret-env <NAME>', 'environment variable that holds a secret to sign with (webhook)')
    .option('--host <HOST>', 'the mail server (email)')
    .option('--port <PORT>', 'its port (email; 465, or 587 with starttls, otherwise)')
    .addOption(new Option('--security <HOW>', 'how it is encrypted (email)').choices(['tls', 'starttls', 'none']).default('tls'))
    .option('--user <USER>', 'user name there, where it asks for one (email)')
    .option('--password-env <NAME>', 'environment variable that holds the password (email; standard input otherwise)')
    .option('--from <ADDRESS>', 'address it comes from (email)')
    .option('--to <ADDRESSES>', 'addresses it goes to, with commas between them (email)')
    .option('--apps <NAMES>', 'only of these apps, with commas between them')
    .addOption(new Option('--only <SEVERITY>', 'only what puts data at risk now').choices(['alarm']))
    .option('--digest', 'a summary each Monday, too')
    .action((name: string, options: AddOptions) =>
      run(async (invocation) => {
        const input = await inputOf(invocation, name, options);
        const channel = await (await invocation.engine()).alerts.channels.add(input);
        const { style } = invocation.output;
        return { json: { channel }, text: () => `${style.good('✓')} ${printable(channel.name)} was added. Try it: holdfast alert-channel test ${printable(JSON.stringify(channel.name))}` };
      }),
    );

  group
    .command('list')
    .summary('the channels, and whether they work')
    .action(() =>
      run(async (invocation) => {
        const channels = await (await invocation.engine()).alerts.channels.list();
        const { style } = invocation.output;
        return { json: { channels }, text: () => (channels.length === 0 ? 'No channel yet. Add one with "holdfast alert-channel add".' : formatTable(style, [{ title: 'Channel', max: 40 }, { title: 'Kind' }, { title: 'To', max: 60 }, { title: 'State', max: 80 }], channels.map((each) => [each.name, each.kind, each.address, stateOf(each)]))) };
      }),
    );

  group
    .command('remove')
    .summary('forget a channel and its secrets')
    .argument('<name>', 'name of the channel')
    .action((name: string) =>
      run(async (invocation) => {
        const removed = await (await invocation.engine()).alerts.channels.remove(name);
        return { json: { removed: removed.name }, text: () => `${printable(removed.name)} was forgotten.` };
      }),
    );

  group
    .command('test')
    .summary('really send something, and show what the other side answers')
    .argument('<name>', 'name of the channel')
    .action((name: string) =>
      run(async (invocation) => {
        const test = await (await invocation.engine()).alerts.channels.test(name, invocation.signal);
        const { style } = invocation.output;
        return { json: test, text: () => (test.ok ? `${style.good('✓')} It was taken: ${printable(test.answer)}` : `${style.bad('✗')} ${printable(test.answer)}\n  ${style.dim(printable(test.error?.nextStep ?? ''))}`), exit: test.ok ? exitCodes.done : exitCodes.failed };
      }),
    );
};

function stateOf({ problem, deliveredAt, waiting }: ShownChannel): string {
  if (problem !== undefined) return `${problem.error.message}${waiting > 0 ? ` (${waiting} waiting)` : ''}`;
  return deliveredAt === undefined ? 'not tried yet' : 'works';
}

async function inputOf(invocation: Invocation, name: string, options: AddOptions): Promise<NewChannel> {
  const { kind, apps, only, digest } = options;
  const names = apps?.split(',').map((each) => each.trim()).filter((each) => each !== '');
  const wishes = { ...(names === undefined ? {} : { apps: names }), ...(only === undefined ? {} : { least: only }), ...(digest === undefined ? {} : { digest }) };
  if (kind === 'email') return { kind, name, ...(await mailOf(invocation, options)), wishes };
  const signingSecret = kind === 'webhook' && options.signingSecretEnv !== undefined ? await readSecret(invocation, 'Signing secret', options.signingSecretEnv, '--signing-secret-env') : undefined;
  const url = await readSecret(invocation, 'Address', options.urlEnv, '--url-env');
  switch (kind) {
    case 'webhook':
      return { kind, name, url, wishes, ...(signingSecret === undefined ? {} : { signingSecret }) };
    case 'slack':
      return { kind, name, url, wishes };
    case 'ping':
      return { kind, name, url, ...(names === undefined ? {} : { apps: names }) };
  }
}

async function mailOf(invocation: Invocation, { host, port, security, user, passwordEnv, from, to }: AddOptions): Promise<Omit<Extract<NewChannel, { kind: 'email' }>, 'kind' | 'name' | 'wishes'>> {
  const missing = host === undefined ? '--host' : from === undefined ? '--from' : to === undefined ? '--to' : undefined;
  if (missing !== undefined || host === undefined || from === undefined || to === undefined) throw new HoldfastError('invalid-input', `Mail needs ${missing ?? 'more'}.`, { nextStep: 'See “holdfast alert-channel add --help”.' });
  const number = port === undefined ? (security === 'starttls' ? 587 : 465) : Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) throw new HoldfastError('invalid-input', 'That is no port.', { nextStep: 'Most mail servers use 465 (TLS) or 587 (STARTTLS).' });
  const addresses = to.split(',').map((each) => each.trim()).filter((each) => each !== '');
  const wrong = [from, ...addresses].find((each) => !/^[^\s@]+@[^\s@]+$/.test(each));
  if (wrong !== undefined || addresses.length === 0) throw new HoldfastError('invalid-input', 'One of the addresses is not a mail address.', { nextStep: 'Give them as in me@example.com.' });
  const password = user === undefined ? undefined : await readSecret(invocation, 'Password of the mail server', passwordEnv, '--password-env');
  return { host, port: number, security, from, to: addresses, ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) };
}
