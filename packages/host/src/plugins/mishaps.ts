/** What follows when a plugin ends without having been asked to: it is told, remembered, and begun again with patience. */

import { type CodedError, type PluginId, type PluginRecord, toErrorJson } from '@omnitrade/contracts';
import { fingerprint } from '@omnitrade/lifecycle';
import type { RunnerClass } from '@omnitrade/sandbox';
import { FailureHistory } from './failure-history.ts';
import type { PluginWorld } from './plugin-world.ts';
import type { Standing } from './standing.ts';

export interface MishapsOf {
  readonly plugin: PluginId;
  readonly world: PluginWorld;
  readonly standing: Standing;
  readonly record: () => PluginRecord;
  /** Keeps what must outlive the terminal. */
  readonly keep: (failure: PluginRecord['failure']) => Promise<void>;
  readonly isUsed: () => boolean;
  /** Whoever uses it must hear that it is gone. */
  readonly tellGone: () => void;
  /** It may be begun again now. */
  readonly again: () => void;
}

export class Mishaps implements Disposable {
  readonly #of: MishapsOf;
  readonly #history: FailureHistory;
  #restart: NodeJS.Timeout | undefined;
  /** Once quarantined, it runs alone until the terminal starts anew. */
  #runnerClass: RunnerClass = 'reading';

  constructor(of: MishapsOf) {
    this.#of = of;
    this.#history = new FailureHistory(of.world);
  }

  get runnerClass(): RunnerClass {
    return this.#runnerClass;
  }

  /** It was stopped anyway: what went wrong is said, and nothing follows from it. */
  diedLeaving(error: CodedError): void {
    const { plugin, world, standing } = this.#of;
    standing.note(error);
    world.log(plugin, 'warn', error.message);
    world.emit('plugin.warned', plugin, { code: error.code, message: error.message });
  }

  /** Its runner ended for another reason than this plugin: no strike, and it is started again. */
  interrupted(error: CodedError): void {
    const { plugin, world, standing, isUsed, tellGone, again } = this.#of;
    const { code, message } = error;
    standing.to('fail', code);
    standing.note(error);
    world.log(plugin, 'warn', message);
    world.emit('plugin.interrupted', plugin, { code, message });
    tellGone();
    if (!isUsed()) return standing.clear();
    const afterMs = this.#history.interrupted();
    if (afterMs === 0) again();
    else this.#restart = setTimeout(again, afterMs).unref();
  }

  failed(error: CodedError): void {
    const { plugin, world, standing, record, tellGone, again } = this.#of;
    const failure = standing.note(error);
    const { code, message, time } = failure;
    standing.to('fail', code);
    const { version } = record();
    world.past.failed({ plugin, version, fingerprint: fingerprint(failure), code, message, time });
    world.emit('plugin.failed', plugin, { code, message });
    tellGone();
    const isDeath = code === 'sandbox.runner-died';
    const kind = !isDeath ? 'kill' : this.#runnerClass === 'quarantine' ? 'quarantine-death' : 'runner-death';
    const step = this.#history.failed(kind);
    if (step.do === 'restart') this.#restart = setTimeout(again, step.afterMs).unref();
    else this.#quarantine(failure);
  }

  /** A new life begins with a clean sheet; one that comes out of quarantine goes on alone. */
  forget(wasQuarantined = this.#of.standing.state === 'quarantined'): void {
    this.#history.forget();
    if (wasQuarantined) this.#runnerClass = 'quarantine';
  }

  /** Nothing is begun again by itself. */
  [Symbol.dispose](): void {
    clearTimeout(this.#restart);
  }

  #quarantine({ code, message, time }: { code: string; message: string; time: number }): void {
    const { plugin, world, standing, keep } = this.#of;
    standing.to('quarantine', code);
    world.emit('plugin.quarantined', plugin, { code, message });
    keep({ state: 'quarantined', code, message, time }).catch((fault) =>
      world.log(plugin, 'error', toErrorJson(fault).message),
    );
  }
}
