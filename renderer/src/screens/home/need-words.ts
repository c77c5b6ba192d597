import type { Overview } from './situation.ts';

type Need = Overview['needs'][number];

/** The sentence of a need, in the catalogue. */
export function titleKeyOf(need: Need) {
  switch (need.kind) {
    case 'place-behind':
      return need.removed !== undefined ? 'home.need.place-removed' : need.error === undefined || need.back === true ? 'home.need.place-behind' : 'home.need.place-away';
    case 'incomplete':
      return need.tables.length === 0 ? 'home.need.incomplete.unverified' : 'home.need.incomplete';
    case 'keychain':
      return `home.need.keychain.${need.state}` as const;
    case 'unusual':
      return `home.need.unusual.${need.what}` as const;
    default:
      return `home.need.${need.kind}` as const;
  }
}

/** Why, in the catalogue; undefined where the engine's own words say it, or the tables that are missing do. */
export function whyKeyOf(need: Need) {
  switch (need.kind) {
    case 'place-behind':
      if (need.removed !== undefined) return 'home.need.place-removed.why';
      return need.error === undefined || need.back === true ? 'home.need.place-behind.why' : undefined;
    case 'incomplete':
      return need.tables.length === 0 ? 'home.need.incomplete.unverified.why' : 'home.need.incomplete.more';
    case 'run-failed':
      return need.over === undefined ? 'home.need.run-failed.at' : (`home.need.run-failed.over.${need.over}` as const);
    case 'retention-stopped':
      return undefined;
    case 'unusual':
      return `home.need.unusual.${need.what}.why` as const;
    // What watching found says it in a sentence of its own.
    case 'anomaly':
    case 'keychain':
    case 'settings':
      return undefined;
    default:
      return `home.need.${need.kind}.why` as const;
  }
}
