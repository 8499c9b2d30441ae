/** What stands behind every plugin's powers: grants, budgets, audit, storage and secrets of one home. */

import type { AuditEntry, Json, PluginData, PluginId, PluginRecord } from '@omnitrade/contracts';
import type { Grant } from '@omnitrade/permissions';
import { describePermission, minuteMs, unusedDays } from '@omnitrade/permissions';
import { AuditTrail } from '../audit/audit-trail.ts';
import type { TerminalView } from '../capabilities/terminal-view.ts';
import { GrantBook } from '../grants/grant-book.ts';
import { PermissionRequests } from '../grants/permission-requests.ts';
import type { GrantNotice, PluginGrants } from '../grants/plugin-grants.ts';
import type { SessionPowers } from '../grants/session-powers.ts';
import { NetworkBroker } from '../network/network-broker.ts';
import type { NetworkPolicy } from '../network/policy.ts';

export interface AccessOptions {
  readonly data: PluginData;
  readonly now: () => number;
  readonly network?: NetworkPolicy;
  readonly log: (line: { readonly level: string; readonly text: string }) => void;
  readonly terminal: TerminalView;
  readonly emit: (type: string, plugin: PluginId, data?: Json) => void;
  /** A grant ended by itself: what the plugin adds may go with it. */
  readonly onEnded: (plugin: PluginId) => void;
  readonly auditRows?: number;
}

/** How often counters and uses go to disk, and for how long the audit is kept. */
const flushMs = 5_000;
const sweepMs = minuteMs;
const houseMs = 60 * minuteMs;
const auditDays = 90;
/** Rows the audit may have; beyond it the oldest tenth goes into a file. */
const auditRows = 200_000;
const archivePage = 10_000;
const dayMs = 24 * 60 * minuteMs;

export class PluginAccess implements AsyncDisposable {
  readonly data: PluginData;
  readonly audit: AuditTrail;
  readonly services: Omit<SessionPowers, 'grants' | 'plugins'>;
  readonly #options: AccessOptions;
  readonly #book: GrantBook;
  readonly #grants = new Map<PluginId, PluginGrants>();
  readonly #timers: NodeJS.Timeout[] = [];
  #flushing: Promise<void> = Promise.resolve();

  constructor(options: AccessOptions) {
    const { data, now } = options;
    this.#options = options;
    this.data = data;
    this.audit = new AuditTrail(data.audit, now);
    this.services = {
      ...{ audit: this.audit, storage: data.storage, secrets: data.secrets },
      network: new NetworkBroker(options.network),
      terminal: options.terminal,
      requests: new PermissionRequests(now, ({ id, plugin, permission }, answer) =>
        options.emit(answer ? 'grant.answered' : 'grant.requested', plugin, {
          ...{ id, permission },
          ...(answer && { answer }),
        }),
      ),
    };
    this.#book = new GrantBook(data.budgets, now);
  }

  async open(): Promise<void> {
    await this.#book.open();
    await this.keepHouse();
    this.#timers.push(
      setInterval(() => void this.flush(), flushMs).unref(),
      setInterval(() => this.sweep(), sweepMs).unref(),
      setInterval(() => void this.keepHouse(), houseMs).unref(),
    );
  }

  /** Drops what is too old, and moves what is too much into a file; never rejects. */
  async keepHouse(): Promise<void> {
    const { now, log } = this.#options;
    try {
      await this.data.audit.prune(now() - auditDays * dayMs);
      await this.#makeRoom();
    } catch (error) {
      log({ level: 'warn', text: `The audit could not be kept in order: ${(error as Error).message}` });
    }
  }

  async #makeRoom(): Promise<void> {
    const { audit, auditArchive } = this.data;
    const { auditRows: most = auditRows } = this.#options;
    const { after, last } = await audit.ends();
    const rows = last.seq - after.seq;
    if (!auditArchive || rows <= most) return;
    const upTo = last.seq - Math.floor(most * 0.9);
    const entries: AuditEntry[] = [];
    for (let seq = after.seq; seq < upTo; seq = entries.at(-1)?.seq ?? upTo) {
      const page = await audit.read({ after: seq, limit: Math.min(archivePage, upTo - seq) });
      if (page.length === 0) break;
      entries.push(...page);
    }
    const end = entries.at(-1)?.seq ?? after.seq;
    const lines = [JSON.stringify({ audit: 1, after }), ...entries.map((entry) => JSON.stringify(entry))];
    await auditArchive.write(`audit-${after.seq + 1}-${end}`, lines);
    // Only what lies in the file goes.
    await audit.drop(end);
  }

  createGrants(record: PluginRecord, save: (grants: readonly Grant[]) => Promise<void>): PluginGrants {
    const grants = this.#book.create(record, save);
    this.#grants.set(record.id, grants);
    grants.listen((notices) => this.#tell(record.id, notices));
    return grants;
  }

  /** Ends what has ended by now, also of plugins that make no call. */
  sweep(): void {
    for (const grants of this.#grants.values()) void grants.all;
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
    for (const timer of this.#timers) clearInterval(timer);
    this.#grants.clear();
    await this.flush();
  }

  /** What the user did is told by who did it; what happened by itself is told here. */
  #tell(plugin: PluginId, notices: readonly GrantNotice[]): void {
    const { emit, onEnded } = this.#options;
    for (const { kind, permission } of notices) {
      if (!(kind in endings)) continue;
      emit(`grant.${kind}`, plugin, { permission, text: endings[kind as keyof typeof endings](permission) });
      if (kind !== 'narrowed') onEnded(plugin);
    }
  }
}

const quoted = (permission: string) => `“${describePermission(permission).title}”`;
const endings = {
  expired: (permission: string) => `The time of ${quoted(permission)} is over.`,
  lapsed: (permission: string) => `${quoted(permission)} was not used for ${unusedDays} days, so it ended.`,
  narrowed: () => 'It has read your accounts: from now on it reaches only hosts that you named for that.',
};
