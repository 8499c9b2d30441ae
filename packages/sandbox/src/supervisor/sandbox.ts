/** The sandbox as the host holds it: plugins are started into runners of their class; bars are published once for all. */

import type { CodedError, SeriesDelta, SeriesReader, TurnItem } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';
import { defaultPolicy, type SandboxPolicy } from '../policy.ts';
import type { GuestBundle } from '../protocol.ts';
import {
  type Attachment,
  type PluginRun,
  type RunnerClass,
  RunState,
  type SeriesLink,
  type StartRequest,
} from './plugin-run.ts';
import { Shard } from './shard.ts';
import { PluginTimers } from './timers.ts';

export interface SandboxOptions {
  readonly guest: GuestBundle;
  readonly now?: () => number;
  readonly policy?: SandboxPolicy;
  /** Deaths of runners and the like, for the log. */
  readonly onRunnerDied?: (death: {
    kind: RunnerClass;
    pid: number;
    reason: string;
    culprit: string | undefined;
  }) => void;
}

export interface RunnerVitals {
  readonly pid: number;
  readonly kind: RunnerClass;
  readonly rssBytes: number;
  readonly plugins: number;
  readonly restarts: number;
}

export interface Sandbox extends Disposable {
  /** Starts a plugin; everything that follows is told to the request's listener. Never throws for what the plugin does. */
  start(request: StartRequest): PluginRun;
  /** Bars of a series changed: every plugin that has it attached is told with the next flush. */
  publish(delta: SeriesDelta): void;
  /** Sends what waits without waiting for the flush interval. */
  flush(): void;
  readonly runners: readonly RunnerVitals[];
}

/** Starts no process until the first plugin needs one. */
export function createSandbox(options: SandboxOptions): Sandbox {
  return new Supervisor(options);
}

class Supervisor implements Sandbox {
  readonly #options: SandboxOptions;
  readonly #policy: SandboxPolicy;
  readonly #now: () => number;
  readonly #shards = new Set<Shard>();
  readonly #idle = new Map<Shard, NodeJS.Timeout>();
  readonly #restarts = new Map<RunnerClass, number>();
  readonly #seriesNumbers = new Map<string, number>();
  #nextSlot = 1;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#policy = options.policy ?? defaultPolicy;
    this.#now = options.now ?? Date.now;
  }

  start(request: StartRequest): PluginRun {
    const shard = this.#shardFor(request.runnerClass);
    const slot = this.#nextSlot++;
    const timers = new PluginTimers(request.timers ?? 'real', this.#policy, (id) =>
      shard.post(run, { t: 'timer', id }),
    );
    const run = new RunState(slot, request, timers);
    shard.start(run);
    return this.#handle(shard, run);
  }

  publish(delta: SeriesDelta): void {
    for (const shard of this.#shards) {
      let concerned = false;
      for (const run of shard.runs.values()) {
        const link = run.series.get(delta.series);
        if (!link) continue;
        link.dirtyFrom = Math.min(link.dirtyFrom, delta.from);
        concerned = true;
      }
      if (concerned) shard.flushBars();
    }
  }

  flush(): void {
    for (const shard of this.#shards) shard.flush();
  }

  get runners(): readonly RunnerVitals[] {
    return [...this.#shards].map((shard) => ({
      pid: shard.process.pid,
      kind: shard.kind,
      rssBytes: shard.process.rssBytes,
      plugins: shard.runs.size,
      restarts: this.#restarts.get(shard.kind) ?? 0,
    }));
  }

  [Symbol.dispose](): void {
    for (const timer of this.#idle.values()) clearTimeout(timer);
    for (const shard of this.#shards) {
      for (const run of [...shard.runs.values()]) shard.end(run, 'ended', undefined);
      shard[Symbol.dispose]();
    }
    this.#shards.clear();
  }

  /** The fullest runner of the class that has room, so that runners stay as few as the plugins allow. */
  #shardFor(kind: RunnerClass): Shard {
    let best: Shard | undefined;
    const room = kind === 'batch' || kind === 'trial' ? 1 : this.#policy.pluginsPerRunner;
    for (const shard of this.#shards)
      if (shard.kind === kind && shard.runs.size < room && (!best || shard.runs.size > best.runs.size)) best = shard;
    if (best) {
      clearTimeout(this.#idle.get(best));
      this.#idle.delete(best);
      return best;
    }
    const shard = new Shard({
      kind,
      policy: this.#policy,
      guest: this.#options.guest,
      now: this.#now,
      onDead: (dead, reason, culprit) => this.#buried(dead, reason, culprit),
    });
    this.#shards.add(shard);
    return shard;
  }

  #buried(shard: Shard, reason: string, culprit: RunState | undefined): void {
    this.#shards.delete(shard);
    shard[Symbol.dispose]();
    clearTimeout(this.#idle.get(shard));
    this.#idle.delete(shard);
    this.#restarts.set(shard.kind, (this.#restarts.get(shard.kind) ?? 0) + 1);
    this.#options.onRunnerDied?.({ kind: shard.kind, pid: shard.process.pid, reason, culprit: culprit?.plugin });
    const runs = [...shard.runs.values()];
    // Alone in its runner, a plugin has nobody else to have killed it.
    const guilty = culprit ?? (runs.length === 1 ? runs[0] : undefined);
    for (const run of runs) {
      const data = { plugin: run.plugin, text: reason };
      if (run === guilty) shard.end(run, 'self', this.#verdict(run, reason));
      else shard.end(run, 'neighbour', sandboxError('neighbour-died', data));
    }
  }

  #verdict(run: RunState, reason: string): CodedError {
    const { plugin } = run;
    if (reason.includes('did not come back'))
      return sandboxError('timeout', {
        plugin,
        limitMs: this.#policy.stuckMs,
        where: 'a turn that could not be interrupted',
      });
    if (reason.includes('MB of memory'))
      return sandboxError('memory', { plugin, limitMb: run.request.limits.memoryMb, text: reason });
    return sandboxError('runner-died', { plugin, text: reason });
  }

  #left(shard: Shard): void {
    if (shard.runs.size > 0 || !this.#shards.has(shard) || this.#idle.has(shard)) return;
    const end = () => {
      this.#idle.delete(shard);
      if (shard.runs.size > 0) return;
      this.#shards.delete(shard);
      shard[Symbol.dispose]();
    };
    this.#idle.set(shard, setTimeout(end, this.#policy.idleMs).unref());
  }

  #handle(shard: Shard, run: RunState): PluginRun {
    return {
      plugin: run.plugin,
      meter: run.meter,
      get usage() {
        return run.meter.usage;
      },
      runnerPid: shard.process.pid,
      get behind() {
        return run.behind || run.hasNews || shard.process.busy;
      },
      post: (item: TurnItem) => shard.post(run, item),
      attach: (attachment, item) => {
        if (!run.ended) this.#attach(shard, run, attachment, item);
      },
      detach: (instance) => {
        if (!run.ended) this.#detach(shard, run, instance);
      },
      fireNextTimer: (untilMs) => run.timers.fireNext(untilMs),
      [Symbol.dispose]: () => {
        shard.end(run, 'ended', undefined);
        this.#left(shard);
      },
    };
  }

  #attach(shard: Shard, run: RunState, attachment: Attachment, item: TurnItem): void {
    const link = this.#linkOf(run, attachment.series);
    link.users++;
    const numbered = item.t === 'attach' ? { ...item, series: link.number } : item;
    const instance = { attachment, link, item: JSON.stringify(numbered), announced: false };
    run.instances.set(attachment.instance, instance);
    run.known.set(attachment.instance, instance);
    shard.flushSoon(0);
  }

  #linkOf(run: RunState, series: SeriesReader): SeriesLink {
    const known = run.series.get(series.id);
    if (known) return known;
    const number = this.#seriesNumbers.get(series.id) ?? this.#seriesNumbers.size + 1;
    this.#seriesNumbers.set(series.id, number);
    const link: SeriesLink = { number, series, dirtyFrom: 0, longest: 0, users: 0 };
    run.series.set(series.id, link);
    return link;
  }

  #detach(shard: Shard, run: RunState, instance: number): void {
    const known = run.instances.get(instance);
    if (!known) return;
    run.instances.delete(instance);
    if (known.announced) {
      run.detached.push(instance);
      run.items.push(JSON.stringify({ t: 'detach', instance } satisfies TurnItem));
    }
    if (--known.link.users === 0) run.series.delete(known.link.series.id);
    shard.flushSoon(0);
  }
}
