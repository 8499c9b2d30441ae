/** What follows when a plugin ends without having been asked to: it is told, remembered, and begun again with patience. */

import { type CodedError, type PluginId, type PluginRecord, toErrorJson } from '@omnitrade/contracts';
import { fingerprint } from '@omnitrade/lifecycle';
import { FailureHistory } from './failure-history.ts';
import type { PluginWorld } from './plugin-world.ts';
import { type Company, chooseCompany } from './runner-class.ts';
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
  /** Stops it, if it runs, and begins it again where it belongs. */
  readonly beginAnew: () => void;
}

/** A suspect that lived alone for this long is cleared. */
const watchMs = 2_000;

export class Mishaps implements Disposable {
  readonly #of: MishapsOf;
  readonly #history: FailureHistory;
  #restart: NodeJS.Timeout | undefined;
  /** Once quarantined, it stays apart from the others until the terminal starts anew. */
  #quarantined = false;
  /** Its runner ended, and it may have been this one. */
  #suspected = false;
  #place: Disposable | undefined;
  #watch: NodeJS.Timeout | undefined;

  constructor(of: MishapsOf) {
    this.#of = of;
    this.#history = new FailureHistory(of.world);
  }

  /** Where its next life is to be led. */
  get company(): Company {
    if (this.#quarantined || this.#suspected) return { runnerClass: 'quarantine', alone: this.#suspected };
    const { record, world } = this.#of;
    return chooseCompany(record(), world.now());
  }

  /** Kills that count towards quarantine now. */
  get strikes(): number {
    return this.#history.strikes;
  }

  /** It lives. A suspect that goes on doing so goes back to where it belongs. */
  activated(): void {
    if (!this.#suspected) return;
    const cleared = () => {
      const { plugin, world, beginAnew } = this.#of;
      this.#suspected = false;
      this.#leaveLine();
      world.log(plugin, 'info', 'It ran alone for a while and no runner ended: it is not the one that ended the last.');
      beginAnew();
    };
    this.#watch = setTimeout(cleared, watchMs).unref();
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
    this.#leaveLine();
    this.#suspected ||= 'suspects' in error.data;
    if (!isUsed()) return standing.clear();
    const begin = () => {
      if (this.#suspected) this.#place = world.suspects.enter(again);
      else again();
    };
    const afterMs = this.#history.interrupted();
    if (afterMs === 0) begin();
    else this.#restart = setTimeout(begin, afterMs).unref();
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
    const apart = this.#quarantined || this.#suspected;
    const kind = !isDeath ? 'kill' : apart ? 'quarantine-death' : 'runner-death';
    if (isDeath) this.#suspected = false;
    this.#leaveLine();
    const step = this.#history.failed(kind);
    if (step.do === 'restart') this.#restart = setTimeout(again, step.afterMs).unref();
    else this.#quarantine(failure);
  }

  /** A new life begins with a clean sheet; one that comes out of quarantine goes on alone. */
  forget(wasQuarantined = this.#of.standing.state === 'quarantined'): void {
    this.#history.forget();
    if (wasQuarantined) this.#quarantined = true;
  }

  /** Nothing is begun again by itself. */
  [Symbol.dispose](): void {
    clearTimeout(this.#restart);
    this.#leaveLine();
  }

  #leaveLine(): void {
    clearTimeout(this.#watch);
    this.#place?.[Symbol.dispose]();
    this.#place = undefined;
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
