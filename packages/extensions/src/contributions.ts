/** The contributions in force, by point and by plugin. */

import type { Contribution, ContributionId, PluginId, UsablePointId } from '@omnitrade/contracts';
import { toContributionId } from '@omnitrade/contracts';
import { extensionError } from './errors.ts';

/** A contribution with whom it belongs to; `contribution` is its full id. */
export type ContributionInForce<P extends UsablePointId = UsablePointId> = Contribution<P> & {
  readonly plugin: PluginId;
  readonly contribution: ContributionId;
};

export interface ContributionChange {
  readonly kind: 'added' | 'removed';
  readonly contribution: ContributionInForce;
}

/** Owned by the host; a plugin's additions belong to its scope, which disposes what {@link add} answers. */
export class Contributions {
  readonly #byId = new Map<string, ContributionInForce>();
  readonly #listeners = new Set<(change: ContributionChange) => void>();

  /** Puts a contribution in force until the answer is disposed; throws `extension.duplicate` if its id is taken. */
  add(plugin: PluginId, contribution: Contribution): Disposable {
    const id = toContributionId(plugin, contribution.id);
    if (this.#byId.has(id)) throw extensionError('duplicate', { plugin, contribution: contribution.id });
    const entry: ContributionInForce = { ...contribution, plugin, contribution: id };
    this.#byId.set(id, entry);
    this.#tell({ kind: 'added', contribution: entry });
    return {
      [Symbol.dispose]: () => {
        if (this.#byId.get(id) === entry) this.#remove(entry);
      },
    };
  }

  /** Takes back everything of a plugin. */
  removeAll(plugin: PluginId): void {
    for (const entry of this.of(plugin)) this.#remove(entry);
  }

  find(contribution: string): ContributionInForce | undefined {
    return this.#byId.get(contribution);
  }

  /** In the order in which they were added. */
  at<P extends UsablePointId>(point: P): ContributionInForce<P>[] {
    return this.all().filter(
      (entry) => entry.point === point,
    ) as ContributionInForce<UsablePointId>[] as ContributionInForce<P>[];
  }

  of(plugin: PluginId): ContributionInForce[] {
    return this.all().filter((entry) => entry.plugin === plugin);
  }

  all(): ContributionInForce[] {
    return [...this.#byId.values()];
  }

  /** Hears of every change after it has happened. */
  listen(listener: (change: ContributionChange) => void): Disposable {
    const own = (change: ContributionChange) => listener(change);
    this.#listeners.add(own);
    return { [Symbol.dispose]: () => this.#listeners.delete(own) };
  }

  #remove(entry: ContributionInForce): void {
    this.#byId.delete(entry.contribution);
    this.#tell({ kind: 'removed', contribution: entry });
  }

  /** Everyone is told before a listener's fault is passed on. */
  #tell(change: ContributionChange): void {
    const faults: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener(change);
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw faults[0];
  }
}
