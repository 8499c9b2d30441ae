/** The audit as calls use it: a row on disk before what is of high risk, a counter per minute for the rest. */

import type { AuditCount, AuditStore } from '@omnitrade/contracts';
import { findRisk, type Risk } from '@omnitrade/permissions';

export interface AuditedCall {
  readonly plugin: string;
  readonly version: string;
  readonly permission: string;
  readonly call: string;
  readonly target?: string;
  /** Where the permission alone does not say. */
  readonly risk?: Risk;
}

const minuteMs = 60_000;
/** Denied calls of high risk that get a row, per plugin and minute; more are counted. */
const deniedRowsPerMinute = 20;
const maxTextChars = 500;

export class AuditTrail implements AsyncDisposable {
  readonly #store: AuditStore;
  readonly #now: () => number;
  readonly #counts = new Map<
    string,
    { plugin: string; permission: string; minute: number; allowed: number; denied: number }
  >();
  readonly #deniedRows = new Map<string, { minute: number; rows: number }>();

  constructor(store: AuditStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Of high risk: resolves when the row is on disk. Else there is nothing to wait for. */
  allowed(call: AuditedCall): Promise<void> | undefined {
    if (isGrave(call)) return this.note(call, 'allowed');
    this.#counter(call.plugin, call.permission).allowed++;
    return undefined;
  }

  /** Never waited for: nothing happens after a denial. Whoever is denied over and over is counted, so the chain stays short. */
  denied(call: AuditedCall): void {
    if (isGrave(call)) {
      const minute = Math.floor(this.#now() / minuteMs);
      const known = this.#deniedRows.get(call.plugin);
      const state = known?.minute === minute ? known : { minute, rows: 0 };
      this.#deniedRows.set(call.plugin, state);
      if (state.rows++ < deniedRowsPerMinute) {
        this.note(call, 'denied').catch(() => {});
        return;
      }
    }
    this.#counter(call.plugin, call.permission).denied++;
  }

  /** A row in any case: for grants, revocations and outcomes. */
  note({ plugin, version, permission, call, target }: AuditedCall, outcome: string): Promise<void> {
    const cut = (text: string) => text.slice(0, maxTextChars);
    return this.#store.append({
      ...{ time: this.#now(), plugin, version, permission: cut(permission), call: cut(call), outcome },
      ...(target !== undefined && { target: cut(target) }),
    });
  }

  /** Writes down what was counted; what cannot be written is counted on. */
  async flush(): Promise<void> {
    if (this.#counts.size === 0) return;
    const counts: AuditCount[] = [...this.#counts.values()];
    this.#counts.clear();
    try {
      await this.#store.count(counts);
    } catch (error) {
      for (const { plugin, permission, allowed, denied } of counts) {
        const counter = this.#counter(plugin, permission);
        counter.allowed += allowed;
        counter.denied += denied;
      }
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush().catch(() => {});
  }

  #counter(plugin: string, permission: string) {
    const minute = Math.floor(this.#now() / minuteMs);
    const key = `${plugin} ${permission.slice(0, maxTextChars)} ${minute}`;
    let counter = this.#counts.get(key);
    if (!counter) {
      counter = { plugin, permission: permission.slice(0, maxTextChars), minute, allowed: 0, denied: 0 };
      this.#counts.set(key, counter);
    }
    return counter;
  }
}

const isGrave = ({ permission, risk = findRisk(permission) }: AuditedCall) => {
  return risk === 'high' || risk === 'critical';
};
