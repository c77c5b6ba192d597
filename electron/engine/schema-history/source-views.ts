import type { Source } from '../ports/source.ts';

/** A source that is asked what it holds once. */
export function describedOnce(source: Source): Source {
  let described: ReturnType<Source['describe']> | undefined;
  return withDescription(source, (options) => (described ??= source.describe(options)));
}

/** A source that knows of these tables alone. */
export function onlyTables(source: Source, tables: ReadonlySet<string>): Source {
  return withDescription(source, async (options) => {
    const description = await source.describe(options);
    return { ...description, entities: description.entities.filter(({ name }) => tables.has(name)) };
  });
}

function withDescription(source: Source, describe: Source['describe']): Source {
  return {
    capabilities: source.capabilities,
    describe,
    records: (entity, options) => source.records(entity, options),
    keys: (entity, options) => source.keys(entity, options),
    count: (entity, options) => source.count(entity, options),
    ...(source.glance === undefined ? {} : { glance: source.glance }),
    fileReferences: (json) => source.fileReferences(json),
    openFile: (address, options) => source.openFile(address, options),
    config: (options) => source.config(options),
  };
}
