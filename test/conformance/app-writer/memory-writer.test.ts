import { HoldfastError } from '../../../shared/model/errors.ts';
import { createMemorySource } from '../../support/memory-source.ts';
import { createMemoryWriter } from '../../support/memory-writer.ts';
import { describeAppWriter, ticketFields, ticketSchema } from './describe-app-writer.ts';

describeAppWriter('in memory', async () => {
  const date = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
  const records = Array.from({ length: 60 }, (_, n) => ({ id: n.toString(16).padStart(24, '0'), created_date: date(n), updated_date: date(n), created_by_id: 'someone', ...ticketFields(n) }));
  const source = createMemorySource({ entities: { Ticket: { records, schema: ticketSchema }, Other: {} } });
  const writer = createMemoryWriter(source);
  const readOnly = new HoldfastError('permission-denied', 'The token may only read.', { details: { reason: 'read-only' } });
  return {
    writer,
    source,
    strike(on, how) {
      if (how === 'read-only') writer.inject({ on: ['update', 'create', 'remove', 'untrash'], as: { kind: 'not-taken', error: readOnly } });
      else if (how === 'partly') writer.inject({ on, times: 1, as: { kind: 'partly', records: 2 } });
      else writer.inject({ on, times: 1, as: { kind: 'answer-lost' } });
    },
    fired: () => 0,
    close: async () => undefined,
  };
});
