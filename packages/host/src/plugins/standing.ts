/** Where one plugin stands: its state, and what went wrong last. The one place where its state moves. */

import {
  type ErrorJson,
  type PluginId,
  type PluginRecord,
  type PluginState,
  type PluginWanted,
  toErrorJson,
} from '@omnitrade/contracts';
import { move, type PluginEvent } from '@omnitrade/lifecycle';
import { registryError } from '../errors.ts';
import type { PluginWorld } from './plugin-world.ts';

export type Failure = { readonly code: string; readonly message: string; readonly time: number };

export class Standing {
  /** On show until the plugin is active again, or somebody clears it. */
  error: Failure | undefined;
  readonly #plugin: PluginId;
  readonly #world: Pick<PluginWorld, 'now' | 'past'>;
  readonly #version: () => string;
  #state: PluginState = 'installed';

  constructor(plugin: PluginId, world: Pick<PluginWorld, 'now' | 'past'>, version: () => string) {
    this.#plugin = plugin;
    this.#world = world;
    this.#version = version;
  }

  get state(): PluginState {
    return this.#state;
  }

  /** `cause` says why, for the past of the plugin. Throws `lifecycle.illegal-move`. */
  to(event: PluginEvent, cause: string): void {
    const from = this.#state;
    this.#state = move(from, event);
    const { past, now } = this.#world;
    past.moved({ plugin: this.#plugin, time: now(), version: this.#version(), from, event, to: this.#state, cause });
  }

  /** Remembers what went wrong now. */
  note(error: unknown): Failure {
    const { code, message } = toErrorJson(error);
    this.error = { code, message, time: this.#world.now() };
    return this.error;
  }

  /** A failure that outlived a restart of the terminal, or a trial that failed. */
  adopt(failure: PluginRecord['failure']): void {
    if (!failure) return;
    this.to('fail', failure.code);
    if (failure.state === 'quarantined') this.to('quarantine', failure.code);
    this.error = { code: failure.code, message: failure.message, time: failure.time };
  }

  clear(): void {
    this.error = undefined;
    if (this.#state === 'failed' || this.#state === 'quarantined') this.to('clear', 'its error was cleared');
  }
}

/** Why a plugin does not run; asked only when it does not. */
export function sayWhyNot(
  plugin: PluginId,
  of: {
    readonly isOver: boolean;
    readonly wanted: PluginWanted;
    readonly error?: Failure;
    readonly isSafe: boolean;
  },
): ErrorJson {
  if (of.isOver) return toErrorJson(registryError('not-installed', { plugin }));
  if (of.wanted === 'disabled') return toErrorJson(registryError('disabled', { plugin }));
  if (of.error) return { code: of.error.code, message: of.error.message, data: { plugin } };
  return toErrorJson(registryError(of.isSafe ? 'safe-mode' : 'being-changed', { plugin }));
}
