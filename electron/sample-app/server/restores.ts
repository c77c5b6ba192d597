import type { AppStore } from './store/app-store.ts';
import type { Checkpoint } from './store/history.ts';
import type { RowChange } from './store/table.ts';
import { trashedRow } from './store/trash.ts';

interface Operation {
  readonly entity_name: string;
  status: 'running' | 'succeeded' | 'failed';
  readonly undo_checkpoint_id: string;
  readonly started_at: string;
  finished_at: string | null;
}

/** How long a restore holds up writes: long enough for a client to meet it, short enough for a test. */
const restoreTakesMs = 60;

/** Restores of production data to a checkpoint, each entity by itself, in the background. */
export class Restores {
  readonly #batches = new Map<string, Operation[]>();
  readonly #running = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();

  isRunning(entity: string): boolean {
    return this.#running.has(entity);
  }

  /** Starts it for the entities that no other restore is running on; answers the batch's id. */
  start(store: AppStore, checkpoint: Checkpoint, entities: readonly string[]): string {
    const id = store.newId();
    const operations = entities.map((entity): Operation => {
      this.#running.add(entity);
      const undo = store.history.mark(entity, 'restore');
      return { entity_name: entity, status: 'running', undo_checkpoint_id: undo.id, started_at: store.now(), finished_at: null };
    });
    this.#batches.set(id, operations);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      for (const operation of operations) this.#finish(store, checkpoint, operation);
    }, restoreTakesMs);
    this.#timers.add(timer);
    return id;
  }

  /** Nothing for an id there is no restore of. */
  operations(batch: string): readonly Operation[] {
    return this.#batches.get(batch) ?? [];
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #finish(store: AppStore, checkpoint: Checkpoint, operation: Operation): void {
    const entity = operation.entity_name;
    this.#running.delete(entity);
    operation.finished_at = store.now();
    const tables = store.tables('prod', entity);
    if (tables === undefined) {
      operation.status = 'failed';
      return;
    }
    const changes = store.history.undoTo(checkpoint, entity, tables.live);
    store.commit('prod', entity, changes);
    // What was created since goes to the trash; what was deleted since is no longer in it.
    const at = store.now();
    tables.trash.apply(
      changes.flatMap(({ id, before, after }): readonly RowChange[] => {
        if (after === undefined && before !== undefined) return [{ id, before: undefined, after: trashedRow(before, at) }];
        const trashed = tables.trash.get(id);
        return trashed === undefined ? [] : [{ id, before: trashed, after: undefined }];
      }),
    );
    operation.status = 'succeeded';
  }
}
