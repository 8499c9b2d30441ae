/** One runner process and the plugins in it: what waits is gathered into one frame, and one frame is under way at a time. */

import type { CodedError, TurnItem, TurnOutput } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';
import type { SandboxPolicy } from '../policy.ts';
import type { FromRunner, GuestBundle, StopCode } from '../protocol.ts';
import { checkTurned, type Expected, parseOutputs } from './check-reply.ts';
import { gatherFrame } from './gather-frame.ts';
import type { RunnerClass, RunState } from './plugin-run.ts';
import { RunnerProcess } from './runner-process.ts';

/** One module's text is cut into parts that fit a frame's header. */
const sourcePart = 500_000;

const asideTurns = { activate: 'activated', deactivate: 'deactivated' } as const;

export class Shard {
  readonly kind: RunnerClass;
  readonly runs = new Map<number, RunState>();
  readonly process: RunnerProcess;
  readonly #policy: SandboxPolicy;
  readonly #now: () => number;
  readonly #onDead: (shard: Shard, reason: string, culprit: RunState | undefined) => void;
  readonly #expected: Expected;
  #frame = 0;
  #lastFlush = 0;
  #scheduled: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #sampler: NodeJS.Timeout;
  /** Revisions of the series in the frame under way, by slot and series number. */
  #revs = new Map<string, number>();

  constructor(given: {
    kind: RunnerClass;
    policy: SandboxPolicy;
    guest: GuestBundle;
    now: () => number;
    onDead: (shard: Shard, reason: string, culprit: RunState | undefined) => void;
  }) {
    this.kind = given.kind;
    this.#policy = given.policy;
    this.#now = given.now;
    this.#onDead = given.onDead;
    this.#expected = {
      has: (slot) => this.runs.has(slot),
      outputsOf: (slot, instance) => this.runs.get(slot)?.known.get(instance)?.attachment.outputs,
      lengthOf: (slot, instance) => this.runs.get(slot)?.known.get(instance)?.link.longest ?? 0,
    };
    this.process = new RunnerProcess(given.policy, given.guest, {
      onMessage: (header, values) => this.#receive(header, values),
      onDeath: (reason, slot) => this.#onDead(this, reason, slot === undefined ? undefined : this.runs.get(slot)),
    });
    this.#sampler = setInterval(() => this.process.send({ type: 'sample' }), given.policy.sampleMs).unref();
  }

  start(run: RunState): void {
    const { request, slot } = run;
    this.runs.set(slot, run);
    this.#limitMemory();
    for (const [path, text] of request.modules)
      for (let at = 0; at === 0 || at < text.length; at += sourcePart)
        this.process.send({
          type: 'source',
          slot,
          path,
          text: text.slice(at, at + sourcePart),
          last: at + sourcePart >= text.length,
        });
    this.process.send({
      type: 'load',
      slot,
      plugin: request.plugin,
      main: request.main,
      limits: request.limits,
      seed: request.seed,
      time: this.#now(),
    });
    this.#await(run, 'loaded');
  }

  post(run: RunState, item: TurnItem): void {
    if (run.ended) return;
    if (run.items.length >= this.#policy.maxQueuedItems) {
      run.meter.dropped++;
      if (item.t === 'timer' || item.t === 'event') return;
    }
    if (item.t === 'answer') run.openRequests--;
    run.items.push(JSON.stringify(item));
    if (item.t === 'activate' || item.t === 'deactivate') this.#await(run, asideTurns[item.t]);
    this.flushSoon(0);
  }

  /** Ends one run. The runner goes on; a culprit in a stuck thread takes the runner with it. */
  end(run: RunState, cause: 'self' | 'neighbour' | 'ended', error: CodedError | undefined): void {
    if (run.ended) return;
    run.ended = true;
    clearTimeout(run.deadline);
    run.timers.clearAll();
    run.meter.ended();
    if (cause === 'self') run.meter.kills++;
    this.runs.delete(run.slot);
    this.process.send({ type: 'unload', slot: run.slot });
    this.#limitMemory();
    run.request.listener.onStopped(cause, error);
  }

  /** Asks for a frame within `ms`; the earliest request wins. */
  flushSoon(ms: number): void {
    if (this.#scheduled !== undefined || this.process.busy) return;
    const flush = () => {
      this.#scheduled = undefined;
      this.flush();
    };
    this.#scheduled = ms <= 0 ? setImmediate(flush) : setTimeout(flush, ms);
  }

  /** Bars changed: shares a frame with what comes within the flush interval, at once if it was quiet. */
  flushBars(): void {
    this.flushSoon(this.#lastFlush + this.#policy.flushMs - performance.now());
  }

  /** Sends everything that waits as one frame, unless one is under way or the runner is clogged. */
  flush(): void {
    if (this.process.busy || !this.process.ready || this.process.clogged) return;
    let news = false;
    for (const run of this.runs.values()) news ||= run.hasNews || run.behind;
    if (!news) return;
    this.#lastFlush = performance.now();
    const { header, columns, revs } = gatherFrame(++this.#frame, this.#now(), this.runs.values());
    this.#revs = revs;
    this.process.sendTurns(header, columns);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sampler);
    clearTimeout(this.#scheduled as NodeJS.Timeout);
    clearImmediate(this.#scheduled as NodeJS.Immediate);
    this.process[Symbol.dispose]();
  }

  #receive(header: FromRunner, values: Float64Array): void {
    switch (header.type) {
      case 'hello':
        return this.flushSoon(0);
      case 'outputs':
        return this.#outputs(header.slot, header.outputs);
      case 'stopped':
        return this.#stopped(header);
      case 'samples':
        for (const [slot, cpuMs, heapBytes, externalBytes] of header.slots)
          this.runs.get(slot)?.meter.sample(Number(cpuMs), Number(heapBytes), Number(externalBytes));
        return;
      case 'turned':
        return this.#turned(header, values);
      default:
        throw new Error(`an unknown message ${String((header as { type: unknown }).type).slice(0, 40)}`);
    }
  }

  #outputs(slot: number, text: string): void {
    const run = this.runs.get(slot);
    if (!run) return;
    if (typeof text !== 'string') throw new Error('outputs that are no text');
    run.aside = false;
    this.#deliver(run, text);
    this.flushSoon(0);
  }

  #turned(header: Extract<FromRunner, { type: 'turned' }>, values: Float64Array): void {
    const results = checkTurned(header, values, this.#expected);
    if (!header.more) {
      if (!this.process.settle(header.frame)) throw new Error('a reply to a frame that was not sent');
      for (const run of this.runs.values()) run.behind = false;
    }
    for (const { slot, us, jobs, box, outputs } of results) {
      const run = this.runs.get(slot);
      if (!run) continue;
      run.meter.turn(us);
      // Rows before the return that names them; what is said of an instance before its values.
      if (box) run.request.listener.onRows(box.id, box.columns);
      if (outputs !== undefined) this.#deliver(run, outputs);
      for (const { instance, from, to, done, columns } of jobs) {
        const link = run.instances.get(instance)?.link;
        if (!link || !done || run.ended) continue;
        run.request.listener.onValues(instance, from, to, this.#revs.get(`${slot}:${link.number}`) ?? 0, columns);
      }
    }
    if (header.more) return;
    if (header.behind) for (const run of this.runs.values()) run.behind = true;
    if (header.behind) this.flushSoon(0);
    else this.flushBars();
  }

  #deliver(run: RunState, text: string): void {
    try {
      for (const output of parseOutputs(text)) {
        if (run.ended) return;
        this.#note(run, output);
        run.request.listener.onOutput(output);
      }
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.end(run, 'self', sandboxError('bad-output', { plugin: run.plugin, text }));
    }
  }

  /** What concerns the run itself: deadlines kept, timers, the number of open requests. */
  #note(run: RunState, output: TurnOutput): void {
    switch (output.t) {
      case 'loaded':
      case 'activated':
      case 'deactivated':
        if (run.awaiting === output.t) this.#await(run, undefined);
        return;
      case 'load-failed':
      case 'activate-failed':
        return this.#await(run, undefined);
      case 'timer-set':
        return run.timers.set(output.id, output.afterMs, output.every);
      case 'timer-clear':
        return run.timers.clear(output.id);
      case 'request':
        if (++run.openRequests > this.#policy.maxOpenRequests)
          throw new Error(`more than ${this.#policy.maxOpenRequests} requests without waiting for an answer`);
    }
  }

  #await(run: RunState, what: RunState['awaiting']): void {
    clearTimeout(run.deadline);
    run.deadline = undefined;
    run.awaiting = what;
    if (what === undefined) return;
    run.aside = true;
    const { startMs } = this.#policy.runner;
    // A thread that never came back cannot be ended alone: V8 does not interrupt some builtins.
    const stuckAfter = startMs * 2 + this.#policy.stuckMs;
    run.deadline = setTimeout(() => {
      if (run.aside && this.process.ready) return this.#killStuck(run, what);
      run.deadline = setTimeout(() => this.#late(run, what), Math.max(0, this.#policy.startDeadlineMs - stuckAfter));
    }, stuckAfter);
  }

  #killStuck(run: RunState, what: NonNullable<RunState['awaiting']>): void {
    const limitMs = this.#policy.runner.startMs;
    this.end(run, 'self', sandboxError('timeout', { plugin: run.plugin, limitMs, where: phaseOf(what) }));
    this.process.kill(`${run.plugin} could not be interrupted in ${phaseOf(what)}`);
  }

  #late(run: RunState, what: NonNullable<RunState['awaiting']>): void {
    const limitMs = this.#policy.startDeadlineMs;
    this.end(run, 'self', sandboxError('start-timeout', { plugin: run.plugin, limitMs, where: phaseOf(what) }));
  }

  #stopped({ slot, code, text, limit }: Extract<FromRunner, { type: 'stopped' }>): void {
    const run = this.runs.get(slot);
    if (!run || code === 'unloaded') return;
    this.end(run, 'self', stopError(run, code, String(text).slice(0, 4096), Number(limit ?? 0)));
  }

  #limitMemory(): void {
    let mb = this.#policy.runnerBaseMb + this.#policy.runnerSpareMb;
    for (const { request } of this.runs.values()) mb += request.limits.memoryMb + request.limits.columnsMb;
    this.process.limitMemory(mb);
  }
}

function phaseOf(what: NonNullable<RunState['awaiting']>): string {
  return { loaded: 'its start (main)', activated: 'activate', deactivated: 'deactivate' }[what];
}

function stopError(run: RunState, code: Exclude<StopCode, 'unloaded'>, text: string, limit: number): CodedError {
  const plugin = run.plugin;
  const where = run.awaiting ? phaseOf(run.awaiting) : 'a turn';
  switch (code) {
    case 'timeout':
      return sandboxError('timeout', { plugin, limitMs: limit, where });
    case 'memory':
      return sandboxError('memory', { plugin, limitMb: limit, text });
    case 'output-too-long':
      return sandboxError('output-too-long', { plugin, limit });
    case 'load-failed':
      return sandboxError('load-failed', { plugin, text });
    default:
      return sandboxError('crashed', { plugin, text });
  }
}
