import { Option } from 'commander';
import { HoldfastError } from '../../../shared/model/errors.ts';
import type { DestinationTest } from '../../engine/engine.ts';
import type { DefineCommand } from '../invocation.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatAgo, formatBytes } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { formatTable } from '../terminal/table.ts';
import { printable } from '../terminal/text.ts';

interface AddOptions {
  readonly kind: string;
  readonly path?: string;
}

export const defineDestination: DefineCommand = (program, run) => {
  const group = program.command('destination').summary('the places where backups lie').description('The places where backups lie.');

  const add = group.command('add');
  for (const later of ['bucket', 'endpoint', 'region', 'prefix']) add.addOption(new Option(`--${later} <VALUE>`).hideHelp());
  add
    .summary('add a place; it is tested first')
    .argument('<name>', 'what to call it')
    .addOption(new Option('--kind <KIND>', 'what sort of place').makeOptionMandatory())
    .option('--path <DIR>', 'its folder (kind local)')
    .action((name: string, options: AddOptions) =>
      run(async (invocation) => {
        const path = pathOf(options);
        const engine = await invocation.engine();
        const destination = await engine.destinations.add({ name, kind: 'local', path }, invocation.call);
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
                  destinations.map((each) => [each.name, each.kind === 'local' ? 'folder' : each.kind, each.path, formatAgo(each.addedAt, new Date())]),
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

function pathOf({ kind, path }: AddOptions): string {
  if (kind === 's3' || kind === 'google-drive') {
    throw new HoldfastError('invalid-input', `Places of kind “${kind}” are not supported by this version.`, { nextStep: 'Use --kind local with a folder, a drive or a mounted share.' });
  }
  if (kind !== 'local') {
    throw new HoldfastError('invalid-input', 'That is no kind of place.', { nextStep: 'Use --kind local --path DIR.' });
  }
  if (path === undefined) throw new HoldfastError('invalid-input', 'A place of kind local needs its folder.', { nextStep: 'Add --path DIR.' });
  return path;
}

function describeTest(style: Style, name: string, test: DestinationTest): string {
  const width = Math.max(...test.checks.map((each) => each.name.length));
  const lines = test.checks.map((each) => `  ${each.ok ? style.good('✓') : style.bad('✗')} ${each.name.padEnd(width)} ${style.dim(printable(each.detail))}`);
  const space = test.freeSpace === null ? '' : ` ${formatBytes(test.freeSpace)} are free there.`;
  const end = test.ok ? `${style.good('✓')} ${printable(name)} works.${space}` : `${style.bad('✗')} ${printable(name)} cannot be used as it is.`;
  return `${lines.join('\n')}\n${end}`;
}
