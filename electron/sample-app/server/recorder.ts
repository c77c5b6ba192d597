import type { EndpointKind } from '../faults.ts';
import type { SampleAppStats } from '../options.ts';

type Webhook = SampleAppStats['webhooks'][number];

/** Counts what was asked of the server and what it would have sent into the world. */
export class Recorder {
  #total = 0;
  #bytesSent = 0;
  #underWay = 0;
  #peak = 0;
  #byKind = new Map<string, number>();
  #byStatus = new Map<string, number>();
  #invitations: string[] = [];
  #webhooks: Webhook[] = [];

  /** @returns the request's number. */
  begin(): number {
    this.#total += 1;
    this.#underWay += 1;
    this.#peak = Math.max(this.#peak, this.#underWay);
    return this.#total;
  }

  /** `status` 0 when no whole answer was sent. */
  end(kind: EndpointKind, status: number, bytes: number): void {
    this.#underWay -= 1;
    this.#bytesSent += bytes;
    add(this.#byKind, kind);
    add(this.#byStatus, String(status));
  }

  webhook(entity: string, event: Webhook['event']): void {
    this.#webhooks.push({ entity, event });
  }

  invitation(email: string): void {
    this.#invitations.push(email);
  }

  stats(): SampleAppStats {
    return {
      total: this.#total,
      byKind: Object.fromEntries(this.#byKind),
      byStatus: Object.fromEntries(this.#byStatus),
      peakSideBySide: this.#peak,
      bytesSent: this.#bytesSent,
      invitations: [...this.#invitations],
      webhooks: [...this.#webhooks],
    };
  }

  reset(): void {
    this.#total = 0;
    this.#bytesSent = 0;
    this.#peak = this.#underWay;
    this.#byKind.clear();
    this.#byStatus.clear();
    this.#invitations = [];
    this.#webhooks = [];
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
