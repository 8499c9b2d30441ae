/** What stands behind every plugin's powers: grants, budgets, audit, storage and secrets of one home. */

import type { PluginData, PluginId, PluginRecord } from '@omnitrade/contracts';
import type { Grant } from '@omnitrade/permissions';
import { minuteMs } from '@omnitrade/permissions';
import { AuditTrail } from '../audit/audit-trail.ts';
import { GrantBook } from '../grants/grant-book.ts';
import type { PluginGrants } from '../grants/plugin-grants.ts';
import type { SessionPowers } from '../grants/session-powers.ts';
import { NetworkBroker } from '../network/network-broker.ts';
import type { NetworkPolicy } from '../network/policy.ts';

export interface AccessOptions {
  readonly data: PluginData;
  readonly now: () => number;
  readonly network?: NetworkPolicy;
  readonly log: (line: { readonly level: string; readonly text: string }) => void;
}

/** How often counters and uses go to disk, and for how long the audit is kept. */
const flushMs = 5_000;
const auditDays = 90;
const dayMs = 24 * 60 * minuteMs;

export class PluginAccess implements AsyncDisposable {
  readonly data: PluginData;
  readonly audit: AuditTrail;
  readonly services: Omit<SessionPowers, 'grants'>;
  readonly #options: AccessOptions;
  readonly #book: GrantBook;
  readonly #grants = new Map<PluginId, PluginGrants>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: AccessOptions) {
    const { data, now } = options;
    this.#options = options;
    this.data = data;
    this.audit = new AuditTrail(data.audit, now);
    this.services = {
      ...{ audit: this.audit, storage: data.storage, secrets: data.secrets },
      network: new NetworkBroker(options.network),
    };
    this.#book = new GrantBook(data.budgets, now);
  }

  async open(): Promise<void> {
    await this.#book.open();
    await this.data.audit.prune(this.#options.now() - auditDays * dayMs);
    this.#timer = setInterval(() => void this.flush(), flushMs).unref();
  }

  createGrants(record: PluginRecord, save: (grants: readonly Grant[]) => Promise<void>): PluginGrants {
    const grants = this.#book.create(record, save);
    this.#grants.set(record.id, grants);
    return grants;
  }

  /** Writes down what was only counted so far; never rejects. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      const results = await Promise.allSettled([
        this.audit.flush(),
        ...[...this.#grants.values()].map((one) => one.flush()),
      ]);
      for (const result of results)
        if (result.status === 'rejected') this.#options.log({ level: 'warn', text: `${result.reason}` });
    });
    return this.#flushing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#grants.clear();
    await this.flush();
  }
}
