/** The sandbox as the host holds it: plugins are started into runners of their class; bars are published once for all. */

import type { SeriesDelta, SeriesReader, TurnItem } from '@omnitrade/contracts';
import { defaultPolicy, type SandboxPolicy } from '../policy.ts';
import type { GuestBundle } from '../protocol.ts';
import { createAllowances } from './allowances.ts';
import { launchForAuthor, toAuthorDeath, withoutTime, withoutTurnLimit } from './author-runner.ts';
import { type Launch, launchRunner } from './launch.ts';
import {
  type Attachment,
  type PluginRun,
  type RunnerClass,
  RunState,
  type SeriesLink,
  type StartRequest,
} from './plugin-run.ts';
import { Shard, type ShardSpec } from './shard.ts';
import { StartClock } from './start-clock.ts';
import { type After, PluginTimers } from './timers.ts';
import { type Death, type DeathKind, judge, toNeighbour, toSentence } from './verdict.ts';
import { toWaitingItem } from './waiting-item.ts';

export interface SandboxOptions {
  readonly guest: GuestBundle;
  readonly now?: () => number;
  /** Who fires the timers of plugins; the clock of this machine unless said otherwise. */
  readonly after?: After;
  readonly policy?: SandboxPolicy;
  /** How a runner process is started; our own program in a sealed process unless said otherwise. */
  readonly launch?: Launch;
  /** What a request becomes before it is carried out; as it is unless said otherwise. */
  readonly prepare?: (request: StartRequest) => StartRequest;
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
  readonly driver: 'isolate' | 'process';
  readonly plugins: number;
  readonly restarts: number;
  /** How long the last message to it waited for its loop. */
  readonly lagMs: number;
}

export interface RunnerDeaths {
  readonly kind: RunnerClass;
  readonly cause: DeathKind;
  readonly count: number;
}

export interface Sandbox extends Disposable {
  /** Starts a plugin; everything that follows is told to the request's listener. Never throws for what the plugin does. */
  start(request: StartRequest): PluginRun;
  /** Bars of a series changed: every plugin that has it attached is told with the next flush. */
  publish(delta: SeriesDelta): void;
  /** Sends what waits without waiting for the flush interval. */
  flush(): void;
  /** Whether anything is on its way to a plugin or back; a request that waits for its answer is not. */
  readonly busy: boolean;
  readonly runners: readonly RunnerVitals[];
  /** Since the start, by class and cause. */
  readonly deaths: readonly RunnerDeaths[];
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
  deaths: readonly RunnerDeaths[] = [];
  readonly #seriesNumbers = new WeakMap<SeriesReader, number>();
  #nextSeries = 1;
  #nextSlot = 1;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#policy = options.policy ?? defaultPolicy;
    this.#now = options.now ?? Date.now;
  }

  start(asked: StartRequest): PluginRun {
    const given = this.#options.prepare?.(asked) ?? asked;
    const request = given.inspect === undefined ? given : { ...given, limits: withoutTurnLimit(given.limits) };
    const shard = this.#shardFor(request);
    const fire = (id: number) => shard.post(run, { t: 'timer', id });
    const timers = new PluginTimers(request.timers ?? 'real', this.#policy, fire, this.#options.after);
    const { runner, returnGraceMs, beginMs, startDeadlineMs } = shard.policy;
    const returnMs = () => runner.startMs * shard.process.patience + returnGraceMs;
    const limits = { beginMs, returnMs, reportMs: startDeadlineMs };
    const start = new StartClock(limits, (fault, phase) => shard.startFault(run, fault, phase));
    const run = new RunState(this.#nextSlot++, request, timers, start, createAllowances(request, shard.policy));
    shard.start(run);
    return this.#handle(shard, run);
  }

  publish(delta: SeriesDelta): void {
    for (const shard of this.#shards) {
      let concerned = false;
      for (const run of shard.runs)
        for (const link of run.series.values()) {
          if (link.series.id !== delta.series) continue;
          if (link.dirtyFrom !== Number.POSITIVE_INFINITY) run.meter.conflated++;
          link.dirtyFrom = Math.min(link.dirtyFrom, delta.from);
          concerned = true;
        }
      if (concerned) shard.flushBars();
    }
  }

  flush(): void {
    for (const shard of this.#shards) shard.flush();
  }

  get busy(): boolean {
    for (const shard of this.#shards)
      for (const run of shard.runs)
        if (run.behind || run.hasNews || run.start.aside || run.start.awaiting || shard.process.busy) return true;
    return false;
  }

  get runners(): readonly RunnerVitals[] {
    return [...this.#shards].map((shard) => ({
      pid: shard.process.pid,
      kind: shard.kind,
      rssBytes: shard.process.rssBytes,
      plugins: shard.size,
      driver: shard.driver,
      lagMs: shard.process.lagMs,
      restarts: this.#restarts.get(shard.kind) ?? 0,
    }));
  }

  [Symbol.dispose](): void {
    for (const timer of this.#idle.values()) clearTimeout(timer);
    for (const shard of this.#shards) {
      for (const run of [...shard.runs]) shard.end(run, 'ended', undefined);
      shard[Symbol.dispose]();
    }
    this.#shards.clear();
  }

  /** The fullest runner of the class that has room, so that runners stay as few as the plugins allow. */
  #shardFor(request: StartRequest): Shard {
    const { runnerClass: kind, alone: wanted = false } = request;
    if (request.driver === 'process') return this.#authorShard(request);
    let best: Shard | undefined;
    const alone = wanted || kind === 'batch' || kind === 'trial';
    const room = alone ? 1 : this.#policy.pluginsPerRunner;
    for (const shard of this.#shards)
      if (
        shard.kind === kind &&
        shard.driver === 'isolate' &&
        shard.alone === alone &&
        shard.size < room &&
        (!best || shard.size > best.size)
      )
        best = shard;
    if (best) {
      clearTimeout(this.#idle.get(best));
      this.#idle.delete(best);
      return best;
    }
    const launch = this.#options.launch ?? launchRunner;
    return this.#addShard({ kind, alone, driver: 'isolate', launch, policy: this.#policy });
  }

  /** A process of its own, and never shared: whatever runs in it is part of it. */
  #authorShard({ runnerClass: kind, limits: { memoryMb }, inspect }: StartRequest): Shard {
    const launch = () => launchForAuthor(memoryMb, inspect);
    const policy = inspect === undefined ? this.#policy : withoutTime(this.#policy);
    return this.#addShard({ kind, alone: true, driver: 'process', launch, policy });
  }

  #addShard(spec: Pick<ShardSpec, 'kind' | 'alone' | 'driver' | 'launch' | 'policy'>): Shard {
    const shard = new Shard({
      ...spec,
      guest: this.#options.guest,
      now: this.#now,
      onDeath: (dead, death) => this.#buried(dead, death),
      onEmpty: (empty) => this.#emptied(empty),
    });
    this.#shards.add(shard);
    return shard;
  }

  #buried(shard: Shard, reported: Death): void {
    const { kind, process } = shard;
    const death = shard.driver === 'process' ? toAuthorDeath(reported) : reported;
    this.#drop(shard);
    this.#restarts.set(kind, (this.#restarts.get(kind) ?? 0) + 1);
    this.#countDeath(kind, death.kind);
    const runs = [...shard.runs];
    const { alone, shaken } = shard;
    const { culprit, suspects } = judge(death, { runs, alone, shaken });
    this.#options.onRunnerDied?.({ kind, pid: process.pid, reason: death.text, culprit: culprit?.plugin });
    for (const run of runs) {
      if (run === culprit) shard.bury(run, 'self', toSentence(death, run));
      else shard.bury(run, 'neighbour', toNeighbour(death, run, suspects.length));
    }
  }

  #countDeath(kind: RunnerClass, cause: DeathKind): void {
    const known = this.deaths.find((one) => one.kind === kind && one.cause === cause);
    const others = this.deaths.filter((one) => one !== known);
    this.deaths = [...others, { kind, cause, count: (known?.count ?? 0) + 1 }];
  }

  /** A runner without plugins is kept for a while: the next one starts faster in it. */
  #emptied(shard: Shard): void {
    if (!this.#shards.has(shard)) return;
    clearTimeout(this.#idle.get(shard));
    if (shard.driver === 'process') return this.#drop(shard);
    const end = () => {
      if (shard.size === 0) this.#drop(shard);
    };
    this.#idle.set(shard, setTimeout(end, this.#policy.idleMs).unref());
  }

  #drop(shard: Shard): void {
    clearTimeout(this.#idle.get(shard));
    this.#idle.delete(shard);
    this.#shards.delete(shard);
    shard[Symbol.dispose]();
  }

  #handle(shard: Shard, run: RunState): PluginRun {
    return {
      plugin: run.plugin,
      meter: run.meter,
      get usage() {
        return run.meter.usage;
      },
      runnerPid: shard.process.pid,
      untimed: run.request.inspect !== undefined,
      get behind() {
        return !run.ended && (run.behind || run.hasNews || run.start.aside || shard.process.busy);
      },
      post: (item: TurnItem) => shard.post(run, item),
      attach: (attachment, item) => {
        if (!run.ended) this.#attach(shard, run, attachment, item);
      },
      detach: (instance) => {
        if (!run.ended) this.#detach(shard, run, instance);
      },
      profile: (ms) => shard.profile(run, ms),
      fireNextTimer: (untilMs) => run.timers.fireNext(untilMs),
      gone: run.gone.promise,
      get left() {
        return { timers: run.timers.size, instances: run.instances.size };
      },
      [Symbol.dispose]: () => shard.end(run, 'ended', undefined),
    };
  }

  #attach(shard: Shard, run: RunState, attachment: Attachment, item: TurnItem): void {
    const { instance: number, series } = attachment;
    if (run.known.has(number)) throw new Error(`Instance ${number} of ${run.plugin} was attached before.`);
    const link = this.#linkOf(run, series);
    link.users++;
    const numbered = item.t === 'attach' ? { ...item, series: link.number } : item;
    const instance = { attachment, link, item: toWaitingItem(run.plugin, numbered), announced: false };
    run.instances.set(number, instance);
    run.known.set(number, instance);
    shard.flushSoon();
  }

  #linkOf(run: RunState, series: SeriesReader): SeriesLink {
    const known = run.series.get(series);
    if (known) return known;
    const number = this.#seriesNumbers.get(series) ?? this.#nextSeries++;
    this.#seriesNumbers.set(series, number);
    const link: SeriesLink = { number, series, dirtyFrom: 0, sentRev: 0, longest: 0, users: 0 };
    run.series.set(series, link);
    return link;
  }

  #detach(shard: Shard, run: RunState, instance: number): void {
    const known = run.instances.get(instance);
    if (!known) return;
    run.instances.delete(instance);
    if (known.announced) {
      run.detached.push(instance);
      shard.post(run, { t: 'detach', instance });
    } else run.known.delete(instance);
    if (--known.link.users === 0) run.series.delete(known.link.series);
    shard.flushSoon();
  }
}
