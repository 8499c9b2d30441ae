/** One runner process and the plugins in it: what waits is gathered into one frame, and one frame is under way at a time. */

import type { CodedError, TurnItem } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';
import type { SandboxPolicy } from '../policy.ts';
import type { CpuProfile } from '../profile/format.ts';
import type { FromRunner, GuestBundle, TurnedHeader } from '../protocol.ts';
import { checkSamples, checkStopped, checkTurned, type Expected } from './check-reply.ts';
import { FlushClock } from './flush-clock.ts';
import { gatherFrame } from './gather-frame.ts';
import type { Launch } from './launch.ts';
import { noteOutput } from './note-output.ts';
import { parseOutputs } from './parse-outputs.ts';
import type { RunnerClass, RunState } from './plugin-run.ts';
import { ProfileDesk } from './profile-desk.ts';
import { RunnerProcess } from './runner-process.ts';
import type { StartFault, StartPhase } from './start-clock.ts';
import { countReceived, countSent } from './traffic.ts';
import { type Death, phaseName, toStopError } from './verdict.ts';
import { toWaitingItem } from './waiting-item.ts';

/** One module's text is cut into parts that fit a frame's header however it is escaped. */
const sourcePart = 300_000;

const phaseOf: { readonly [T in TurnItem['t']]?: StartPhase } = { activate: 'activated', deactivate: 'deactivated' };

export interface ShardSpec {
  readonly kind: RunnerClass;
  /** For one plugin at a time. */
  readonly alone: boolean;
  /** The engine its launch starts. */
  readonly driver: 'isolate' | 'process';
  readonly launch: Launch;
  readonly policy: SandboxPolicy;
  readonly guest: GuestBundle;
  readonly now: () => number;
  readonly onDeath: (shard: Shard, death: Death) => void;
  /** The last run left. */
  readonly onEmpty: (shard: Shard) => void;
}

export class Shard {
  readonly kind: RunnerClass;
  readonly alone: boolean;
  readonly driver: ShardSpec['driver'];
  readonly policy: SandboxPolicy;
  readonly process: RunnerProcess;
  readonly #spec: ShardSpec;
  readonly #policy: SandboxPolicy;
  readonly #runs = new Map<number, RunState>();
  /** Runs that ended here while their isolate may still be named in a reply, until the runner says it is gone. */
  readonly #leaving = new Map<number, { readonly run: RunState; readonly timer: NodeJS.Timeout }>();
  readonly #expected: Expected;
  readonly #clock: FlushClock;
  readonly #sampler: NodeJS.Timeout;
  #lastFault = Number.NEGATIVE_INFINITY;
  #frame = 0;
  #lastFlush = 0;
  /** Slots that have answered in the frame under way: each does so once. */
  readonly #answered = new Set<number>();
  readonly #profiles = new ProfileDesk();

  constructor(spec: ShardSpec) {
    const { policy } = spec;
    this.kind = spec.kind;
    this.alone = spec.alone;
    this.driver = spec.driver;
    this.policy = policy;
    this.#spec = spec;
    this.#policy = policy;
    const instanceOf = (slot: number, instance: number) =>
      (this.#runs.get(slot) ?? this.#leaving.get(slot)?.run)?.known.get(instance);
    this.#expected = {
      has: (slot) => this.#runs.has(slot) || this.#leaving.has(slot),
      outputsOf: (slot, instance) => instanceOf(slot, instance)?.attachment.outputs,
      lengthOf: (slot, instance) => instanceOf(slot, instance)?.link.longest ?? 0,
    };
    this.process = new RunnerProcess(spec.launch, policy, spec.guest, {
      onReady: () => this.#clock.resume(),
      onMessage: (header, values) => this.#receive(header, values),
      onDrain: () => this.#clock.resume(),
      onDeath: (death) => spec.onDeath(this, death),
    });
    const mayFlush = () => this.process.ready && !this.process.busy && !this.process.clogged;
    this.#clock = new FlushClock(() => this.flush(), mayFlush);
    this.#sampler = setInterval(() => this.process.askSamples(), policy.sampleMs).unref();
  }

  get runs(): Iterable<RunState> {
    return this.#runs.values();
  }

  get size(): number {
    return this.#runs.size;
  }

  /** A plugin was ended here for what it did, a moment ago. */
  get shaken(): boolean {
    return performance.now() - this.#lastFault < this.#policy.shakenMs;
  }

  start(run: RunState): void {
    const { request, slot } = run;
    const { plugin, main, limits, links, seed } = request;
    this.#runs.set(slot, run);
    for (const [path, text] of request.modules)
      for (let at = 0; at === 0 || at < text.length; at += sourcePart)
        this.process.send({ type: 'source', slot, path, text: text.slice(at, at + sourcePart) });
    const { patience } = this.process;
    const time = this.#spec.now();
    const loaded = { main, limits, ...(links && { links }), seed, time };
    this.process.send({ type: 'load', slot, plugin, ...loaded, patience });
    request.recorder?.load(request.modules, loaded);
    run.start.expect('loaded');
  }

  /** Queues an item. A firing timer waits at most once; events are dropped when too much waits; nothing else ever is. */
  post(run: RunState, given: TurnItem): void {
    if (run.ended) return;
    if (given.t === 'answer') run.openRequests--;
    if (given.t === 'timer') {
      if (run.dueTimers.has(given.id)) return;
      run.dueTimers.add(given.id);
    }
    if (given.t === 'event' && run.items.length >= this.#policy.maxQueuedItems) {
      run.meter.dropped++;
      return;
    }
    run.items.push(toWaitingItem(run.plugin, given));
    const phase = phaseOf[given.t];
    if (phase) run.start.expect(phase);
    this.flushSoon();
  }

  /** Measures the next turns of a run. Rejects if it ends before, or is measured already. */
  profile(run: RunState, ms: number): Promise<CpuProfile> {
    if (run.ended) return Promise.reject(sandboxError('profile-ended', { plugin: run.plugin }));
    return this.#profiles.ask(run, () => this.process.send({ type: 'profile', slot: run.slot, ms }));
  }

  /** Ends one run; the runner goes on. */
  end(run: RunState, cause: 'self' | 'neighbour' | 'ended', error: CodedError | undefined): void {
    if (run.ended) return;
    const { slot } = run;
    this.#forget(run);
    // It may be named in the reply under way, and its thread must come to an end.
    const late = () => this.process.kill('stuck-aside', `${run.plugin} could not be ended`, run);
    this.#leaving.set(slot, { run, timer: setTimeout(late, this.#policy.unloadMs).unref() });
    this.process.send({ type: 'unload', slot });
    this.#told(run, cause, error);
  }

  /** A run whose isolate is gone already, or whose whole process is. */
  bury(run: RunState, cause: 'self' | 'neighbour' | 'ended', error: CodedError | undefined): void {
    if (run.ended) return;
    this.#forget(run);
    run.gone.resolve();
    this.#told(run, cause, error);
  }

  flushSoon(): void {
    this.#clock.within(0);
  }

  /** Bars changed: they share a frame with what comes within the flush interval, at once if it was quiet. */
  flushBars(): void {
    this.#clock.within(this.#lastFlush + this.#policy.flushMs - performance.now());
  }

  /** Sends everything that waits as one frame, unless one is under way or the runner is clogged. */
  flush(): void {
    if (this.process.busy || !this.process.ready || this.process.clogged) return;
    let news = false;
    const now = performance.now();
    for (const run of this.#runs.values()) news ||= run.hasNews || (run.behind && !run.rests(now));
    if (!news) return;
    this.#lastFlush = performance.now();
    const head = { frame: ++this.#frame, time: this.#spec.now(), patience: this.process.patience };
    const { header, columns } = gatherFrame(head, this.#runs.values());
    this.#answered.clear();
    let turnMs = 0;
    for (const { slot, request } of this.#runs.values()) {
      turnMs = Math.max(turnMs, request.limits.turnMs);
      request.recorder?.fed(slot, header, columns);
    }
    countSent(header, this.#runs);
    this.process.sendTurns(header, columns, turnMs * head.patience);
  }

  /** Called by the clock of a run whose start went wrong. */
  startFault(run: RunState, fault: StartFault, phase: StartPhase): void {
    const { plugin } = run;
    const where = phaseName(phase);
    if (fault === 'not-begun') return this.process.kill('silent', `it did not begin with ${plugin}`);
    if (fault === 'late') {
      const limitMs = this.#policy.startDeadlineMs;
      return this.end(run, 'self', sandboxError('start-timeout', { plugin, limitMs, where }));
    }
    // V8 does not interrupt some builtins: the thread can only be ended with its process.
    const { startMs } = this.#policy.runner;
    this.bury(run, 'self', sandboxError('timeout', { plugin, limitMs: startMs, where }));
    this.process.kill('stuck-aside', `${plugin} could not be interrupted in ${where}`, run);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sampler);
    for (const { timer } of this.#leaving.values()) clearTimeout(timer);
    this.#clock.stop();
    this.process[Symbol.dispose]();
    // With the process goes every isolate in it.
    for (const { run } of this.#leaving.values()) run.gone.resolve();
  }

  #forget(run: RunState): void {
    run.ended = true;
    run.start.stop();
    run.timers.clearAll();
    run.instances.clear();
    run.meter.ended();
    this.#profiles.ended(run);
    this.#runs.delete(run.slot);
  }

  #told(run: RunState, cause: 'self' | 'neighbour' | 'ended', error: CodedError | undefined): void {
    if (cause === 'self') {
      run.meter.kills++;
      this.#lastFault = performance.now();
    }
    run.request.recorder?.ended(cause, error);
    if (this.#runs.size === 0) this.#spec.onEmpty(this);
    run.request.listener.onStopped(cause, error);
  }

  #receive(header: FromRunner, values: Float64Array): void {
    switch (header.type) {
      case 'begun':
        return this.#begun(header);
      case 'outputs':
        return this.#outputs(header.slot, header.outputs);
      case 'stopped':
        return this.#stopped(header);
      case 'samples':
        return this.#sampled(header);
      case 'profile':
        return this.#profiles.take(header, (slot) => this.#expected.has(slot));
      case 'turned':
        return this.#turned(header, values);
      default:
        throw new Error(`an unknown message ${String((header as { type: unknown }).type).slice(0, 40)}`);
    }
  }

  /** Undefined for a run that ended here a moment ago. */
  #find(slot: number): RunState | undefined {
    if (!this.#expected.has(slot)) throw new Error('a message about a plugin it was not given');
    return this.#runs.get(slot);
  }

  #begun({ slot, items }: Extract<FromRunner, { type: 'begun' }>): void {
    if (!Number.isSafeInteger(items) || items < 0) throw new Error('a call begun with an impossible number of items');
    const run = this.#find(slot);
    run?.start.begin();
    run?.request.recorder?.begun(items);
  }

  #outputs(slot: number, text: string): void {
    const run = this.#find(slot);
    if (!run) return;
    run.start.return();
    run.request.recorder?.said(text);
    run.meter.bytesOut += text.length;
    this.#tell(run, () => run.allowances.said(performance.now(), text.length));
    // What was attached or posted meanwhile waits on one side or the other.
    run.behind = true;
    this.#deliver(run, text);
    this.flushSoon();
  }

  #turned(header: TurnedHeader, values: Float64Array): void {
    const results = checkTurned(header, values, this.#expected, this.#answered);
    this.process.settle(header.frame, header.more);
    if (!header.more) for (const run of this.#runs.values()) run.behind = header.behind;
    for (const result of results) {
      const { slot, us, jobs, box, outputs } = result;
      const run = this.#runs.get(slot);
      if (!run) continue;
      run.meter.turn(us);
      countReceived(result, run.meter);
      run.request.recorder?.turned(result);
      this.#count(run, us / 1000, outputs);
      if (run.ended) continue;
      const { listener } = run.request;
      // Rows before the return that names them; what is said of an instance before its values.
      if (box) this.#tell(run, () => listener.onRows(box.id, box.columns));
      if (outputs !== undefined) this.#deliver(run, outputs);
      for (const { instance, from, to, done, columns } of jobs) {
        const link = run.instances.get(instance)?.link;
        if (link && done) this.#tell(run, () => listener.onValues(instance, from, to, link.sentRev, columns));
      }
    }
    if (header.more) return;
    if (header.behind && results.length > 0) this.flushSoon();
    else this.flushBars();
    this.#clock.resume();
  }

  /** Holds a turn against what the plugin may do per stretch of time. */
  #count(run: RunState, ms: number, outputs: string | undefined): void {
    const now = performance.now();
    run.allowances.turned(now, ms);
    if (run.rests(now)) {
      // Its own bars are all that waits: nobody else would ask for the frame that brings them.
      run.behind = true;
      setTimeout(() => this.flushSoon(), Math.ceil(run.allowances.restsUntil - now) + 1).unref();
    }
    if (outputs !== undefined) this.#tell(run, () => run.allowances.said(now, outputs.length));
  }

  #deliver(run: RunState, text: string): void {
    const end = (error: CodedError) => this.end(run, 'self', error);
    this.#tell(run, () => {
      for (const output of parseOutputs(text)) {
        if (run.ended) return;
        const heard = noteOutput(run, output, { policy: this.#policy, now: this.#spec.now(), end });
        if (heard && !run.ended) run.request.listener.onOutput(heard);
      }
    });
  }

  /** Whatever a plugin's message leads to on our side ends that plugin, never the runner or the server. */
  #tell(run: RunState, work: () => void): void {
    if (run.ended) return;
    try {
      work();
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (typeof code === 'string' && code.startsWith('sandbox.')) return this.end(run, 'self', error as CodedError);
      const text = error instanceof Error ? error.message : String(error);
      this.end(run, 'self', sandboxError('bad-output', { plugin: run.plugin, text }));
    }
  }

  #stopped(header: Extract<FromRunner, { type: 'stopped' }>): void {
    const { slot, code, text, limit } = checkStopped(header);
    const left = this.#leaving.get(slot);
    if (left) {
      clearTimeout(left.timer);
      this.#leaving.delete(slot);
      left.run.gone.resolve();
      return;
    }
    const run = this.#runs.get(slot);
    if (!run) throw new Error('the end of a plugin it was not given');
    if (code === 'starved' && run.meter.starved(this.#spec.now(), this.#policy.starvedMs) <= this.#policy.maxStarved)
      return this.bury(run, 'neighbour', toStopError(run, code, text, limit));
    this.bury(run, 'self', toStopError(run, code === 'starved' ? 'timeout' : code, text, limit));
  }

  #sampled(header: Extract<FromRunner, { type: 'samples' }>): void {
    const { runnerBaseMb, runnerSpareMb } = this.#policy;
    for (const { slot, cpuMs, heapBytes, externalBytes, heldBytes } of checkSamples(header)) {
      const run = this.#runs.get(slot);
      if (!run) continue;
      run.meter.sample(cpuMs, heapBytes, externalBytes);
      run.meter.queued = run.items.length;
      run.heldBytes = heldBytes;
      this.#tell(run, () => run.allowances.spent(performance.now(), cpuMs));
    }
    let held = (runnerBaseMb + runnerSpareMb) * 1048576;
    for (const run of this.#runs.values())
      held += run.heldBytes + (run.start.aside ? run.request.limits.memoryMb * 1048576 : 0);
    this.process.settleSamples(held);
  }
}
