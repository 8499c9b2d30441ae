/** Strategies at work: started, told, ended; what one of them throws ends that one alone. */

import {
  type DeskRun,
  type ErrorJson,
  type Json,
  type Ms,
  type OrderEvent,
  type PluginId,
  type Side,
  toErrorJson,
} from '@omnitrade/contracts';
import { deskError } from './errors.ts';
import { placeOrders } from './order-gate.ts';
import type { PaperAccount } from './paper-account.ts';
import type { StrategyRun } from './strategy-run.ts';

export interface RunDeskWorld {
  readonly emit: (type: string, plugin: PluginId | undefined, data?: Json) => void;
  readonly log: (line: { readonly plugin?: string; readonly level: string; readonly text: string }) => void;
  readonly write: () => Promise<void>;
  /** Does something in its turn. */
  readonly inLine: (work: () => Promise<void>) => Promise<void>;
  readonly cancel: (account: PaperAccount, id: string, at: Ms) => Promise<void>;
  readonly tell: () => void;
}

const maxRuns = 20;

/** Owned by the desk. */
export class RunDesk implements Disposable {
  readonly #world: RunDeskWorld;
  readonly #runs = new Map<string, StrategyRun>();
  readonly #heeds = new Map<string, Disposable>();

  constructor(world: RunDeskWorld) {
    this.#world = world;
  }

  get live(): StrategyRun[] {
    return [...this.#runs.values()].filter(({ isLive }) => isLive);
  }

  /** The newest first. */
  get shown(): DeskRun[] {
    return [...this.#runs.values()].map(({ shown }) => shown).reverse();
  }

  /** Throws `desk.unknown-run`. */
  find(id: string): StrategyRun {
    const run = this.#runs.get(id);
    if (!run) throw deskError('unknown-run', { run: id.slice(0, 64) });
    return run;
  }

  /** Rejects with why it could not begin, and keeps nothing of it. */
  async start(run: StrategyRun): Promise<void> {
    if (this.live.length >= maxRuns) throw deskError('too-many-runs', { limit: maxRuns });
    this.#runs.set(run.id, run);
    this.#world.tell();
    try {
      await run.start();
    } catch (error) {
      run.fail(error);
      this.#runs.delete(run.id);
      throw error;
    }
    this.#heed(run);
    this.#world.emit('strategy.started', run.spec.found.plugin.id, { run: run.id, contribution: run.contribution });
    await this.#world.write();
  }

  /** Ends a run in its turn: it says goodbye, and its orders go the way that was chosen for them. */
  end(run: StrategyRun, reason: string): Promise<void> {
    return this.#world.inLine(async () => {
      if (!run.isLive) return;
      await run.stop(run.spec.account.time ?? 0, reason);
      await this.#leave(run, reason);
      this.#world.emit('strategy.stopped', run.spec.found.plugin.id, { run: run.id, reason });
    });
  }

  endAll(reason: string): void {
    for (const run of this.live) void this.end(run, reason);
  }

  /** Takes one that is over from the list. */
  dismiss(id: string): void {
    if (!this.find(id).isLive) this.#runs.delete(id);
  }

  async onBar(index: number, end: Ms): Promise<void> {
    for (const run of this.live) await this.#guard(run, () => run.onBar(index, end));
  }

  /** They hear of what happened to their orders. */
  async settle(): Promise<void> {
    for (const run of this.live) await this.#guard(run, () => run.settle(run.spec.account.time ?? 0));
  }

  note(run: string | undefined, event: OrderEvent, side: Side): void {
    if (run !== undefined) this.#runs.get(run)?.note(event, side);
  }

  /** Its plugin is gone, or the run in it. */
  lost(run: StrategyRun, error: ErrorJson): Promise<void> {
    run.fail(Object.assign(new Error(error.message), error));
    return this.#world.inLine(() => this.#failed(run, error));
  }

  [Symbol.dispose](): void {
    for (const heed of this.#heeds.values()) heed[Symbol.dispose]();
    this.#heeds.clear();
  }

  /** A strategy that may not trade any more has no orders in the market, unless they were to be left. */
  #heed(run: StrategyRun): void {
    const { grants } = run.spec.found.plugin.powers;
    const listen = grants.listen(() => {
      const isStopped = run.isLive && !grants.has(placeOrders);
      if (isStopped) void this.#world.inLine(() => this.#orphan(run, 'its permission was taken back'));
      this.#world.tell();
    });
    this.#heeds.set(run.id, listen);
  }

  async #guard(run: StrategyRun, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!run.isLive) return;
      const { contribution } = run;
      const failed = deskError('run-failed', { contribution, text: toErrorJson(error).message }, error);
      run.fail(failed);
      await this.#failed(run, toErrorJson(failed));
    }
  }

  async #failed(run: StrategyRun, { code, message }: ErrorJson): Promise<void> {
    await this.#leave(run, message);
    const { plugin } = run.spec.found;
    this.#world.emit('strategy.failed', plugin.id, { run: run.id, code, message });
    this.#world.log({ plugin: plugin.id, level: 'error', text: message });
  }

  async #leave(run: StrategyRun, reason: string): Promise<void> {
    this.#heeds.get(run.id)?.[Symbol.dispose]();
    this.#heeds.delete(run.id);
    await this.#orphan(run, reason);
  }

  async #orphan(run: StrategyRun, reason: string): Promise<void> {
    const { account, orphans } = run.spec;
    const why = deskError('run-over', { run: run.id, reason });
    for (const { id } of account.working((order) => order.run === run.id)) {
      if (orphans === 'hand-over') account.handOver(id);
      if (orphans !== 'cancel') continue;
      await this.#world.cancel(account, id, account.time ?? 0);
      account.put(id, { code: why.code, reason: why.message });
    }
    await this.#world.write();
  }
}
