/** The grants of all plugins of a home: made with what was spent before, kept on disk as they change. */

import type { BudgetStore, PluginId, PluginRecord } from '@omnitrade/contracts';
import type { Grant, Usage } from '@omnitrade/permissions';
import { PluginGrants } from './plugin-grants.ts';
import { readDeclared, readGrants } from './session-powers.ts';

export class GrantBook {
  readonly #budgets: BudgetStore;
  readonly #now: () => number;
  #usage = new Map<PluginId, Usage>();

  constructor(budgets: BudgetStore, now: () => number) {
    this.#budgets = budgets;
    this.#now = now;
  }

  /** Reads what was spent; before any grants are made. */
  async open(): Promise<void> {
    const rows = Map.groupBy(await this.#budgets.list(), ({ plugin }) => plugin);
    this.#usage = new Map(
      [...rows].map(([plugin, spent]) => [
        plugin,
        Object.fromEntries(spent.map(({ budget, window, amount }) => [budget, { window, amount }])),
      ]),
    );
  }

  create(record: PluginRecord, save: (grants: readonly Grant[]) => Promise<void>): PluginGrants {
    const plugin = record.id;
    return new PluginGrants({
      declared: readDeclared(record.manifest),
      grants: readGrants(record),
      usage: this.#usage.get(plugin) ?? {},
      now: this.#now,
      save,
      saveUsage: (usage, spends) => {
        // Uninstalling and installing anew gives no budget back either.
        this.#usage.set(plugin, usage);
        const rows = spends.flatMap(({ key: budget }) => {
          const spent = usage[budget];
          return spent ? [{ plugin, budget, ...spent }] : [];
        });
        return this.#budgets.put(rows);
      },
    });
  }
}
