/** One runner seen from the server: frames one deep, a watchdog on its flight record, and a death that has a name. */

import type { ChildProcess } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { encodeFrame, type Frame, FrameReader, PROTOCOL } from '@omnitrade/contracts';
import type { SandboxPolicy } from '../policy.ts';
import type { FromRunner, GuestBundle, ToRunner, TurnsHeader } from '../protocol.ts';
import { readFlight } from '../runner/flight-record.ts';
import type { Launch } from './launch.ts';
import { Patience } from './patience.ts';
import type { RunState } from './plugin-run.ts';
import { readCpuMs, readRss, readSchedule } from './process-vitals.ts';
import type { Death, DeathKind } from './verdict.ts';

export interface RunnerListener {
  onReady(): void;
  /** Throws a plain Error for what no honest runner sends; the runner is then ended. */
  onMessage(header: FromRunner, values: Float64Array): void;
  /** The socket has room again. */
  onDrain(): void;
  onDeath(death: Death): void;
}

interface OwedReply {
  readonly frame: number;
  readonly callMs: number;
  /** What the flight record said when it last changed, and when that was seen. */
  calls: number;
  since: number;
  /** The runner's processor time when that call was first seen to be over its limit. */
  overCpuMs: number | undefined;
}

/** Bytes waiting in the socket before bars wait on our side instead. */
const highWater = 4 * 1024 * 1024;
const closeMs = 500;
/** How long after a runner's end its last words are waited for. */
const lastWordsMs = 50;
/** Signals that the user or the system sends; an engine that crashes gets others. */
const outsideSignals: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGXCPU',
]);

export class RunnerProcess {
  readonly pid: number;
  rssBytes = 0;
  /** How long the last question for samples waited for its answer: its loop was busy for most of that. */
  lagMs = 0;
  ready = false;
  readonly #started = performance.now();
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #flight: number;
  readonly #policy: SandboxPolicy;
  readonly #listener: RunnerListener;
  readonly #watch: NodeJS.Timeout;
  readonly #reader = new FrameReader();
  readonly #patience: Patience;
  #owed: OwedReply | undefined;
  #samplesOwed = 0;
  #askedAt = 0;
  #overSince: number | undefined;
  #memoryLimit: number;
  #dead = false;
  #stderr = '';
  #order: { kind: DeathKind; text: string; culprit?: RunState } | undefined;

  constructor(launch: Launch, policy: SandboxPolicy, guest: GuestBundle, listener: RunnerListener) {
    this.#policy = policy;
    this.#memoryLimit = (policy.runnerBaseMb + policy.runnerSpareMb) * 1048576;
    this.#listener = listener;
    const { child, socket, flight } = launch();
    this.#child = child;
    this.#socket = socket;
    this.#flight = flight;
    this.pid = child.pid ?? 0;
    this.#patience = new Patience(() => readSchedule(this.pid));
    socket.on('data', (chunk) => this.#receive(chunk as Buffer));
    socket.on('drain', () => listener.onDrain());
    socket.on('error', () => {});
    // A process that ends closes it too, and its exit tells more: it comes within moments.
    socket.on('close', () => setTimeout(() => this.kill('protocol', 'it closed its connection'), closeMs).unref());
    child.stderr?.on('data', (chunk) => {
      this.#stderr = (this.#stderr + String(chunk)).slice(-2048);
    });
    child.on('error', (error) => this.#died('stillborn', error.message));
    child.on('exit', (code, signal) => this.#exited(code, signal));
    this.#watch = setInterval(() => this.#inspect(performance.now()), policy.watchMs);
    this.#watch.unref();
    this.send({ type: 'hello', protocol: PROTOCOL, policy: policy.runner, guest });
  }

  /** True while a frame's reply is outstanding. */
  get busy(): boolean {
    return this.#owed !== undefined;
  }

  /** How many times its limits of processor time a call may take on the clock. */
  get patience(): number {
    return this.#patience.factor;
  }

  get clogged(): boolean {
    return this.#socket.writableLength > highWater;
  }

  send(header: ToRunner, columns?: readonly Float64Array[]): void {
    if (!this.#dead) this.#socket.write(encodeFrame(header, columns));
  }

  /** Sends a flush; the watchdog runs until its last reply is in. No call into a plugin may take longer than `callMs`. */
  sendTurns(header: TurnsHeader, columns: readonly Float64Array[], callMs: number): void {
    this.#owed = { frame: header.frame, callMs, calls: -1, since: 0, overCpuMs: undefined };
    this.send(header, columns);
  }

  /** A reply to `frame` came in; throws a plain Error if that frame is not owed. */
  settle(frame: number, more: boolean): void {
    if (this.#owed?.frame !== frame) throw new Error('a reply to a frame that was not sent');
    if (!more) this.#owed = undefined;
  }

  askSamples(): void {
    if (!this.ready || this.#samplesOwed > 0) return;
    this.#samplesOwed++;
    this.#askedAt = performance.now();
    this.send({ type: 'sample' });
  }

  /** What the runner may hold in all, by the samples that just came in; throws a plain Error if none were asked for. */
  settleSamples(limitBytes: number): void {
    if (this.#samplesOwed === 0) throw new Error('samples that were not asked for');
    this.#samplesOwed--;
    this.lagMs = Math.round((performance.now() - this.#askedAt) * 10) / 10;
    this.#memoryLimit = limitBytes;
  }

  /** Ends the process at once; its death is reported with this reason. */
  kill(kind: DeathKind, text: string, culprit?: RunState): void {
    if (this.#dead) return;
    this.#order ??= { kind, text, ...(culprit && { culprit }) };
    this.#child.kill('SIGKILL');
  }

  /** Ends the process without a report. */
  [Symbol.dispose](): void {
    if (this.#dead) return;
    this.#release();
    this.#child.kill('SIGKILL');
  }

  #receive(chunk: Uint8Array): void {
    // A runner that had to go for its memory may yet say which plugin it ended for it; all else comes too late.
    if (this.#dead || (this.#order && this.#order.kind !== 'memory')) return;
    try {
      for (const frame of this.#reader.push(chunk)) {
        if (this.#dead) return;
        this.#dispatch(frame as Frame<FromRunner>);
      }
    } catch (error) {
      this.kill('protocol', `it broke the protocol: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #dispatch({ header, values }: Frame<FromRunner>): void {
    if (header.type === 'hello') {
      if (this.ready || header.protocol !== PROTOCOL) throw new Error('a hello out of place');
      this.ready = true;
      return this.#listener.onReady();
    }
    if (!this.ready) throw new Error('a message before its hello');
    this.#listener.onMessage(header, values);
  }

  #inspect(now: number): void {
    const { helloMs } = this.#policy;
    if (!this.ready) {
      if (now - this.#started > helloMs) this.kill('stillborn', `no sign of life within ${helloMs} ms`);
      return;
    }
    this.#patience.look();
    this.#inspectMemory(now);
    if (this.#owed) this.#inspectTurn(now, this.#owed);
  }

  #inspectTurn(now: number, owed: OwedReply): void {
    const { replyMs } = this.#policy;
    const { calls, slot } = readFlight(this.#flight);
    if (calls !== owed.calls) {
      owed.calls = calls;
      owed.since = now;
      owed.overCpuMs = undefined;
      return;
    }
    const waited = now - owed.since;
    if (slot !== undefined && waited > owed.callMs && this.#isStuck(waited, owed))
      this.kill('stuck', `it did not come back from a plugin within ${Math.round(waited)} ms`);
    // In no plugin: it builds its reply, or that lies unread on our side because we were busy.
    else if (waited > replyMs) this.kill('silent', `no reply within ${replyMs} ms`);
  }

  /** A runner that was not given the processor is not stuck; one that works on after its limit has passed is. */
  #isStuck(waited: number, owed: OwedReply): boolean {
    const { stuckMs, replyMs } = this.#policy;
    const cpuMs = readCpuMs(this.pid);
    if (cpuMs === undefined) return waited > owed.callMs + stuckMs;
    owed.overCpuMs ??= cpuMs;
    return cpuMs - owed.overCpuMs >= stuckMs || waited > replyMs;
  }

  /** Samples are old by up to a second: only what fresh ones do not explain is too much. */
  #inspectMemory(now: number): void {
    this.rssBytes = readRss(this.pid) ?? this.rssBytes;
    if (this.rssBytes <= this.#memoryLimit) {
      this.#overSince = undefined;
      return;
    }
    this.#overSince ??= now;
    if (now - this.#overSince > this.#policy.memoryGraceMs)
      return this.kill('memory', `it used ${Math.round(this.rssBytes / 1048576)} MB of memory`);
    this.askSamples();
  }

  /** What it sent before its end is heard first: it may name who is to blame. */
  #exited(code: number | null, signal: NodeJS.Signals | null): void {
    const kind = signal && outsideSignals.has(signal) ? 'outside' : this.ready ? 'ended' : 'stillborn';
    const report = () => this.#died(kind, signal ?? `exit code ${code}`);
    if (this.#socket.readableEnded || this.#socket.destroyed) return report();
    const timer = setTimeout(report, lastWordsMs);
    this.#socket.once('close', () => {
      clearTimeout(timer);
      report();
    });
  }

  #died(kind: DeathKind, reason: string): void {
    if (this.#dead) return;
    const { slot, doomed } = readFlight(this.#flight);
    this.#release();
    const text = this.#stderr.trim() ? `${reason}: ${lastLine(this.#stderr)}` : reason;
    // An engine that gave up ends its process with the same signal as somebody from outside, but says so before.
    const known = doomed && kind === 'outside' ? 'ended' : kind;
    this.#listener.onDeath({ kind: known, text, slot, doomed, ...this.#order });
  }

  #release(): void {
    this.#dead = true;
    clearInterval(this.#watch);
    closeSync(this.#flight);
    this.#socket.destroy();
  }
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => /error|fatal|abort/i.test(line));
  return (lines.at(-1) ?? text.trim().split('\n').at(-1) ?? '').trim().slice(0, 300);
}
