/** One runner seen from the server: frames one deep, a watchdog on its flight record, and a death that has a name. */

import type { ChildProcess } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { encodeFrame, type Frame, FrameReader, PROTOCOL } from '@omnitrade/contracts';
import type { SandboxPolicy } from '../policy.ts';
import type { FromRunner, GuestBundle, ToRunner, TurnsHeader } from '../protocol.ts';
import { idleSlot, readFlight } from '../runner/flight-record.ts';
import { launchRunner } from './launch.ts';

export interface RunnerListener {
  onMessage(header: FromRunner, values: Float64Array): void;
  /** `slot` is what the flight record says the runner was in, if anything. */
  onDeath(reason: string, slot: number | undefined): void;
}

/** Bytes waiting in the socket before bars wait on our side instead. */
const highWater = 4 * 1024 * 1024;

export class RunnerProcess {
  readonly pid: number;
  readonly started = Date.now();
  rssBytes = 0;
  ready = false;
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  readonly #flight: number;
  readonly #policy: SandboxPolicy;
  readonly #listener: RunnerListener;
  readonly #watch: NodeJS.Timeout;
  readonly #reader = new FrameReader();
  #owed: { frame: number; calls: number; since: number } | undefined;
  #dead = false;
  #released = false;
  #stderr = '';
  #killReason: string | undefined;
  #memoryLimit = Number.POSITIVE_INFINITY;

  constructor(policy: SandboxPolicy, guest: GuestBundle, listener: RunnerListener) {
    this.#policy = policy;
    this.#listener = listener;
    const { child, socket, flight } = launchRunner();
    this.#child = child;
    this.#socket = socket;
    this.#flight = flight;
    this.pid = child.pid ?? 0;
    socket.on('data', (chunk) => this.#receive(chunk as Buffer));
    socket.on('error', () => {});
    child.stderr?.on('data', (chunk) => {
      this.#stderr = (this.#stderr + String(chunk)).slice(-2048);
    });
    child.on('error', (error) => this.#died(error.message));
    child.on('exit', (code, signal) => this.#died(signal ?? `exit code ${code}`));
    this.#watch = setInterval(() => this.#inspect(), policy.watchMs);
    this.#watch.unref();
    this.send({ type: 'hello', protocol: PROTOCOL, policy: policy.runner, guest });
  }

  /** True while a frame's reply is outstanding. */
  get busy(): boolean {
    return this.#owed !== undefined;
  }

  get clogged(): boolean {
    return this.#socket.writableLength > highWater;
  }

  send(header: ToRunner, columns?: readonly Float64Array[]): void {
    if (!this.#dead) this.#socket.write(encodeFrame(header, columns));
  }

  /** Sends a flush; the watchdog runs until its last reply is in. */
  sendTurns(header: TurnsHeader, columns: readonly Float64Array[]): void {
    this.#owed = { frame: header.frame, calls: -1, since: Date.now() };
    this.send(header, columns);
  }

  /** The last reply of `frame` is in. Returns false if that frame was not owed. */
  settle(frame: number): boolean {
    if (this.#owed?.frame !== frame) return false;
    this.#owed = undefined;
    return true;
  }

  limitMemory(mb: number): void {
    this.#memoryLimit = mb * 1024 * 1024;
  }

  /** Ends the process at once; its death is reported with this reason. */
  kill(reason: string): void {
    this.#killReason ??= reason;
    this.#child.kill('SIGKILL');
  }

  /** Ends the process without a report. */
  [Symbol.dispose](): void {
    this.#dead = true;
    this.#release();
    this.#child.kill('SIGKILL');
  }

  #receive(chunk: Uint8Array): void {
    if (this.#dead) return;
    try {
      for (const frame of this.#reader.push(chunk)) {
        if (this.#dead) return;
        this.#dispatch(frame as Frame<FromRunner>);
      }
    } catch (error) {
      this.kill(`it broke the protocol: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #dispatch({ header, values }: Frame<FromRunner>): void {
    if (header.type === 'hello') {
      if (header.protocol !== PROTOCOL) throw new Error(`it speaks protocol ${String(header.protocol)}`);
      this.ready = true;
    }
    this.#listener.onMessage(header, values);
  }

  #inspect(): void {
    const now = Date.now();
    if (!this.ready) {
      if (now - this.started > this.#policy.helloMs) this.kill(`no sign of life within ${this.#policy.helloMs} ms`);
      return;
    }
    this.rssBytes = readRss(this.pid) ?? this.rssBytes;
    if (this.rssBytes > this.#memoryLimit)
      return this.kill(`it used ${Math.round(this.rssBytes / 1048576)} MB of memory`);
    const owed = this.#owed;
    if (!owed) return;
    const { calls } = readFlight(this.#flight);
    if (calls !== owed.calls) {
      owed.calls = calls;
      owed.since = now;
    } else if (now - owed.since > this.#policy.stuckMs)
      this.kill(`it did not come back from a plugin within ${this.#policy.stuckMs} ms`);
  }

  #died(reason: string): void {
    if (this.#dead) return;
    this.#dead = true;
    const { slot } = readFlight(this.#flight);
    this.#release();
    const why = this.#killReason ?? (this.#stderr.trim() ? `${reason}: ${lastLine(this.#stderr)}` : reason);
    this.#listener.onDeath(why, slot === idleSlot ? undefined : slot);
  }

  #release(): void {
    if (this.#released) return;
    this.#released = true;
    clearInterval(this.#watch);
    closeSync(this.#flight);
    this.#socket.destroy();
  }
}

const pageBytes = 4096;

/** Resident memory of a process; undefined where the system does not show it. */
function readRss(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => /error|fatal|abort/i.test(line));
  return (lines.at(-1) ?? text.trim().split('\n').at(-1) ?? '').trim().slice(0, 300);
}
