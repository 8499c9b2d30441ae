/** A runner of its own for one replay: one plugin, one message at a time, and limits that no slow machine reaches. */

import type { SandboxPolicy } from '../policy.ts';
import type { DictatedWindow, FromRunner, GuestBundle, TurnsHeader } from '../protocol.ts';
import { type CheckedResult, checkStopped, checkTurned, type Expected } from '../supervisor/check-reply.ts';
import type { Launch } from '../supervisor/launch.ts';
import { RunnerProcess } from '../supervisor/runner-process.ts';
import type { ComparedTurn } from './compare.ts';
import type { CapsuleFed } from './format.ts';
import type { Capsule } from './read.ts';

const slot = 1;
/** The recorded ends by time are inputs; in a replay, only a turn that was quick when recorded runs at all. */
const generosity = 20;
const patience = 8;
const stepMs = 60_000;
const sourcePart = 300_000;

/** The isolate or its process ended where the recording goes on. */
export class RunnerGone extends Error {}

export class ReplayRunner implements Disposable {
  readonly #process: RunnerProcess;
  readonly #ready = Promise.withResolvers<void>();
  readonly #said: string[] = [];
  readonly #turned: (readonly CheckedResult[])[] = [];
  readonly #outputsOf = new Map<number, number>();
  readonly #seriesOf = new Map<number, number>();
  readonly #lengths = new Map<number, number>();
  #results: CheckedResult[] = [];
  #gone: RunnerGone | undefined;
  #wake: (() => void) | undefined;
  #frame = 0;
  #turnMs = 0;

  constructor(launch: Launch, guest: GuestBundle, policy: SandboxPolicy) {
    const { runner } = policy;
    const patient = {
      ...policy,
      replyMs: stepMs,
      runner: { ...runner, startMs: runner.startMs * generosity, frameMs: stepMs },
    };
    this.#process = new RunnerProcess(launch, patient, guest, {
      onReady: () => this.#ready.resolve(),
      onMessage: (header, values) => this.#receive(header, values),
      onDrain: () => {},
      onDeath: ({ text }) => this.#end(`its runner ended: ${text}`),
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  load({ head, load, modules }: Capsule): void {
    const { main, limits, links, seed, time } = load;
    this.#turnMs = limits.turnMs * generosity;
    for (const [path, text] of modules)
      for (let at = 0; at === 0 || at < text.length; at += sourcePart)
        this.#process.send({ type: 'source', slot, path, text: text.slice(at, at + sourcePart) });
    const generous = { ...limits, turnMs: this.#turnMs };
    const loaded = { main, limits: generous, ...(links && { links }), seed, time };
    this.#process.send({ type: 'load', slot, plugin: head.plugin, ...loaded, patience });
  }

  /** Delivers columns; no turn. */
  async feed({ time, detach, attach, series }: CapsuleFed, values: Float64Array): Promise<void> {
    for (const { instance, outputs, series: of } of attach) {
      this.#outputsOf.set(instance, outputs);
      this.#seriesOf.set(instance, of);
    }
    for (const { series: number, length } of series)
      this.#lengths.set(number, Math.max(length, this.#lengths.get(number) ?? 0));
    await this.#frameOf(
      {
        time,
        detach: detach.map((instance) => [slot, instance]),
        attach: attach.map((entry) => ({ ...entry, slot })),
        series: series.map((entry) => ({ ...entry, slots: [slot] })),
        dictated: [],
      },
      values,
    );
  }

  /** Starts a call beside the frames; {@link said} tells what came of it. */
  async call(time: number, items: readonly string[]): Promise<void> {
    for (const [n, text] of items.entries())
      await this.#frameOf({ time, items: [[slot, text, n === items.length - 1]], dictated: [] });
  }

  /** The outputs of the call under way. */
  said(): Promise<string> {
    return this.#until(() => this.#said.shift());
  }

  /** One turn with these items and windows; undefined if the plugin had nothing to do. */
  async turn(
    time: number,
    items: readonly string[],
    windows: readonly DictatedWindow[],
  ): Promise<ComparedTurn | undefined> {
    for (const text of items) await this.#frameOf({ time, items: [[slot, text, false]], dictated: [] });
    const [result] = await this.#frameOf({ time, dictated: [[slot, windows]] });
    if (!result) return undefined;
    const columns = [...result.jobs.flatMap((job) => job.columns), ...(result.box?.columns ?? [])];
    return {
      jobs: result.jobs.map(({ instance, from, to, done }) => [instance, from, to, done ? 1 : 2]),
      box: result.box && [result.box.id, result.box.columns[0]?.length ?? 0],
      outputs: result.outputs,
      values: join(columns),
    };
  }

  [Symbol.dispose](): void {
    this.#process[Symbol.dispose]();
  }

  async #frameOf(part: Partial<TurnsHeader>, values?: Float64Array): Promise<readonly CheckedResult[]> {
    const none = { detach: [], attach: [], series: [], items: [] };
    const header: TurnsHeader = { type: 'turns', frame: ++this.#frame, time: 0, patience, ...none, ...part };
    await this.#ready.promise;
    this.#process.sendTurns(header, values ? [values] : [], this.#turnMs * patience);
    return this.#until(() => this.#turned.shift());
  }

  async #until<T>(take: () => T | undefined): Promise<T> {
    const late = setTimeout(() => this.#process.kill('silent', `no answer within ${stepMs} ms`), stepMs);
    try {
      for (;;) {
        const taken = take();
        if (taken !== undefined) return taken;
        if (this.#gone) throw this.#gone;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(late);
    }
  }

  #receive(header: FromRunner, values: Float64Array): void {
    if (header.type === 'outputs') this.#said.push(String(header.outputs));
    else if (header.type === 'turned') {
      const expected: Expected = {
        has: (number) => number === slot,
        outputsOf: (_, instance) => this.#outputsOf.get(instance),
        lengthOf: (_, instance) => this.#lengths.get(this.#seriesOf.get(instance) ?? -1) ?? 0,
      };
      this.#results.push(...checkTurned(header, values, expected, new Set()));
      this.#process.settle(header.frame, header.more);
      if (header.more) return;
      this.#turned.push(this.#results);
      this.#results = [];
    } else if (header.type === 'stopped') {
      const { code, text } = checkStopped(header);
      this.#end(`it was stopped (${code}): ${text}`);
    }
    this.#wake?.();
  }

  #end(why: string): void {
    this.#gone ??= new RunnerGone(why);
    this.#ready.resolve();
    this.#wake?.();
  }
}

function join(columns: readonly Float64Array[]): Float64Array {
  let length = 0;
  for (const column of columns) length += column.length;
  const all = new Float64Array(length);
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}
