import type { ShownAlert } from '../../engine/engine.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DefineCommand } from '../invocation.ts';
import { formatAgo } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { printable } from '../terminal/text.ts';

export const defineAlerts: DefineCommand = (program, run) => {
  program
    .command('alerts')
    .summary('what needs a person, found out anew from the places')
    .description('Lists what needs a person. Ends with 4 while something is open that channels are told of and nobody has acknowledged.')
    .argument('[app]', 'name of the app (all of them otherwise)')
    .option('--ack <ID>', 'note that you have seen this one: nobody is told of it again until it is over')
    .action((app: string | undefined, { ack }: { ack?: string }) =>
      run(async (invocation) => {
        const { alerts } = await invocation.engine();
        if (ack !== undefined) {
          await alerts.acknowledge(ack);
          return { json: { acknowledged: ack }, text: () => `${invocation.output.style.good('✓')} Noted. It stays in the list until it is over.` };
        }
        const { open, resolved } = await alerts.list(app, { signal: invocation.signal });
        return { json: { open, resolved }, text: () => describe(invocation.output.style, open, new Date()), exit: open.some(({ acknowledgedAt, tell }) => acknowledgedAt === undefined && tell) ? exitCodes.found : exitCodes.done };
      }),
    );
};

function describe(style: Style, open: readonly ShownAlert[], now: Date): string {
  if (open.length === 0) return `${style.good('✓')} Nothing is open.`;
  return open
    .map(({ id, severity, title, meaning, next, openedAt, acknowledgedAt }) => {
      const sign = severity === 'alarm' ? style.bad('✗') : style.warn('!');
      const seen = acknowledgedAt === undefined ? '' : ', seen';
      return `${sign} ${printable(title)} ${style.dim(`(${id}, since ${formatAgo(openedAt, now)}${seen})`)}\n  ${printable(meaning)}\n  ${style.dim(printable(next))}`;
    })
    .join('\n\n');
}
