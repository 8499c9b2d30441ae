/** Several changes as one transaction: each is carried out up to its last step and waits there; then all become final at once, or none. */

import type { PluginId } from '@omnitrade/contracts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { type ChangeWorld, changeVersion, type VersionChange } from '../plugins/version-change.ts';

interface Waiting {
  readonly done: Promise<InstalledPlugin>;
  /** Makes it final, or has it undone. */
  readonly gate: PromiseWithResolvers<void>;
}

/** In the given order: what is needed first. Rejects with what failed first, after everything was put back, last first. */
export async function changeTogether(
  world: ChangeWorld,
  changes: readonly VersionChange[],
): Promise<readonly InstalledPlugin[]> {
  const waiting: Waiting[] = [];
  try {
    for (const change of changes) waiting.push(await carryOut(world, change));
    await world.changes.commit(...changes.map(({ id }): PluginId => id));
  } catch (error) {
    for (const { gate, done } of waiting.reverse()) {
      gate.reject(error);
      await done.catch(() => {});
    }
    throw error;
  }
  for (const { gate } of waiting) gate.resolve();
  return Promise.all(waiting.map(({ done }) => done));
}

/** Resolves when nothing is left of the change but to make it final. */
async function carryOut(world: ChangeWorld, change: VersionChange): Promise<Waiting> {
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  gate.promise.catch(() => {});
  const commit = () => {
    reached.resolve();
    return gate.promise;
  };
  const done = changeVersion(world, { ...change, commit });
  done.catch(() => {});
  await Promise.race([reached.promise, done]);
  return { done, gate };
}
