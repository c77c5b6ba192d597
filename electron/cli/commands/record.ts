import { HoldfastError } from '../../../shared/model/errors.ts';
import { parseJson } from '../../../shared/model/record.ts';
import { forApp, type ReadingCommand } from '../reading.ts';
import { formatCounted } from '../terminal/format.ts';
import { printable } from '../terminal/text.ts';

interface RecordOptions {
  readonly snapshot: string;
  readonly entity: string;
  readonly id: string;
}

export const recordReading: ReadingCommand<RecordOptions> = {
  name: 'record',
  summary: 'show one record as it is in a backup',
  shape: (command) => {
    command
      .requiredOption('--snapshot <NAME>', 'name of the backup, or "latest"')
      .requiredOption('--entity <NAME>', 'name of the table')
      .requiredOption('--id <ID>', 'id of the record');
  },
  async read(invocation, vault, { options }) {
    const { snapshot, entity, id } = options;
    const found = await vault.findRecord({ ...invocation.call, snapshot, entity, id });
    if (found === undefined) {
      throw new HoldfastError('not-found', `That backup has no record with this id in “${entity.slice(0, 100)}”.`, {
        nextStep: 'Look at an older backup, or at what was deleted with "holdfast diff --records".',
      });
    }
    const record = parseJson(found.json);
    return {
      json: { snapshot: found.snapshot, entity: found.entity, id: found.id, record, chunksRead: found.chunksRead },
      text: () => {
        // JSON escapes what moves a cursor, but not what turns a line round.
        const lines = JSON.stringify(record, null, 2).split('\n').map(printable).join('\n');
        return `${lines}\n${invocation.output.style.dim(`from ${found.snapshot}, ${formatCounted(found.chunksRead, 'piece')} of it opened`)}`;
      },
    };
  },
};

export const defineRecord = forApp(recordReading);
