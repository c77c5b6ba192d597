import { Option } from 'commander';
import type { DestinationInfo, DestinationTest } from '../../engine/engine.ts';
import type { DefineCommand } from '../invocation.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatAgo, formatBytes } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';
import { placeInput, type PlaceOptions } from './place-input.ts';
import { reconnectInput, type ReconnectOptions } from './reconnect-input.ts';

const kindWords = { local: 'folder', s3: 'bucket', 'google-drive': 'Google Drive' } as const satisfies Record<DestinationInfo['kind'], string>;

export const defineDestination: DefineCommand = (program, run) => {
  const group = program.command('destination').summary('the places where backups lie').description('The places where backups lie.');

  group
    .command('add')
    .summary('add a place; it is tested first')
    .argument('<name>', 'what to call it')
    .addOption(new Option('--kind <KIND>', 'what sort of place: local for a folder, s3 for a bucket, google-drive').makeOptionMandatory())
    .option('--path <DIR>', 'its folder (local)')
    .option('--bucket <NAME>', 'its bucket (s3)')
    .option('--endpoint <URL>', 'address of the server (s3; Amazon’s otherwise)')
    .option('--region <REGION>', 'where the bucket is (s3; us-east-1 otherwise)')
    .option('--prefix <FOLDER>', 'a folder in the bucket (s3; the whole bucket otherwise)')
    .addOption(new Option('--addressing <HOW>', 'the bucket in the path or before the server’s name (s3; as is usual for the server otherwise)').choices(['path', 'host']))
    .option('--access-key-id <ID>', 'id of the access key (s3; AWS_ACCESS_KEY_ID otherwise)')
    .option('--secret-env <NAME>', 'environment variable that holds the secret of the key (s3; AWS_SECRET_ACCESS_KEY, then standard input otherwise)')
    .option('--folder <NAME-OR-ID>', 'its folder in Google Drive: one that Holdfast made, or a new one of that name (google-drive; “Holdfast backups” otherwise)')
    .option('--shared-drive <ID>', 'make the folder in that shared drive (google-drive)')
    .option('--client-id <ID>', 'your own OAuth client of type Desktop (google-drive; Holdfast’s own otherwise, where it has one)')
    .option('--client-secret-env <NAME>', 'environment variable that holds the secret of that client (google-drive)')
    .action((name: string, options: PlaceOptions) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const input = await placeInput(invocation, engine, name, options);
        const destination = await engine.destinations.add(input, invocation.call);
        const { style } = invocation.output;
        return {
          json: { destination },
          text: () => `${style.good('✓')} ${printable(destination.name)} was tested and added.\n  ${style.dim(printable(destination.path))}`,
        };
      }),
    );

  group
    .command('list')
    .summary('list the places')
    .action(() =>
      run(async (invocation) => {
        const destinations = await (await invocation.engine()).destinations.list();
        return {
          json: { destinations },
          text: () =>
            destinations.length === 0
              ? 'No place yet. Add one with "holdfast destination add NAME --kind local --path DIR".'
              : formatTable(
                  invocation.output.style,
                  [{ title: 'Place' }, { title: 'Kind' }, { title: 'Where', max: 120 }, { title: 'Added' }],
                  destinations.map((each) => [each.name, kindWords[each.kind], each.path, formatAgo(each.addedAt, new Date())]),
                ),
        };
      }),
    );

  group
    .command('test')
    .summary('try a place: write, read back, list, delete')
    .argument('<name>', 'name of the place')
    .action((name: string) =>
      run(async (invocation) => {
        const test = await (await invocation.engine()).destinations.test(name, invocation.call);
        return { json: test, text: () => describeTest(invocation.output.style, name, test), exit: test.ok ? exitCodes.done : exitCodes.failed };
      }),
    );

  group
    .command('reconnect')
    .summary('give a place that no longer lets Holdfast in a new key, or sign in again')
    .argument('<name>', 'name of the place')
    .option('--access-key-id <ID>', 'id of the new access key (s3; the same as before otherwise)')
    .option('--secret-env <NAME>', 'environment variable that holds the secret of that key (s3; standard input otherwise)')
    .option('--client-secret-env <NAME>', 'environment variable that holds a new secret of your own OAuth client (google-drive)')
    .action((name: string, options: ReconnectOptions) =>
      run(async (invocation) => {
        const engine = await invocation.engine();
        const destination = await engine.destinations.reconnect(name, await reconnectInput(invocation, engine, name, options), invocation.call);
        const { style } = invocation.output;
        return { json: { destination }, text: () => `${style.good('✓')} ${printable(destination.name)} answers again. The next backup goes there.` };
      }),
    );

  group
    .command('remove')
    .summary('forget a place; what lies there stays')
    .argument('<name>', 'name of the place')
    .action((name: string) =>
      run(async (invocation) => {
        await (await invocation.engine()).destinations.remove(name);
        return { json: { removed: name }, text: () => `${printable(name)} was forgotten. What lies there stays as it is.` };
      }),
    );
};

function describeTest(style: Style, name: string, test: DestinationTest): string {
  const width = Math.max(...test.checks.map((each) => each.name.length));
  const lines = test.checks.map((each) => `  ${each.ok ? style.good('✓') : style.bad('✗')} ${each.name.padEnd(width)} ${style.dim(printable(each.detail))}`);
  const space = test.freeSpace === null ? '' : ` ${formatBytes(test.freeSpace)} are free there.`;
  const end = test.ok ? `${style.good('✓')} ${printable(name)} works.${space}` : `${style.bad('✗')} ${printable(name)} cannot be used as it is.`;
  return `${lines.join('\n')}\n${end}`;
}
