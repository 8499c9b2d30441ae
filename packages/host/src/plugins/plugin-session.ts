/** One life of a plugin in the sandbox, from its files to the end of its isolate: start, what it says, calls, instances. */

import {
  type CodedError,
  type GuestError,
  isLocalId,
  type Json,
  type PluginId,
  type TurnItem,
  type TurnOutput,
  toErrorJson,
} from '@omnitrade/contracts';
import { resolveResources } from '@omnitrade/manifest';
import {
  type Attachment,
  type CapsuleRecorder,
  defaultColumnsMb,
  type Meter,
  type PluginRun,
  type RunListener,
  type RunnerClass,
  type Sandbox,
} from '@omnitrade/sandbox';
import { callCapability } from '../capabilities/index.ts';
import { pluginError } from '../errors.ts';
import type { SessionPowers } from '../grants/session-powers.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { inSources } from '../sources/source-positions.ts';
import { type CallAnswer, PluginCalls } from './plugin-calls.ts';

export interface SessionRequest {
  readonly sandbox: Sandbox;
  readonly package: PluginPackage;
  readonly runnerClass: RunnerClass;
  readonly alone?: boolean;
  /** What it can act with; looked at anew by every call. */
  readonly powers: SessionPowers;
  readonly settings: Readonly<Record<string, Json>>;
  readonly seed: number;
  readonly timers?: 'real' | 'manual';
  readonly meter?: Meter;
  readonly recorder?: CapsuleRecorder;
  /** Room for resident columns; the default fits a live chart. */
  readonly columnsMb?: number;
  readonly listener: SessionListener;
}

export interface SessionListener {
  /** The plugin's code was evaluated; `activate` is next. */
  onLoaded?(): void;
  onContribute?(point: string, id: string, info: Json): void;
  /** Not activated: only hooks of its setting up are called. */
  readonly setsUp?: boolean;
  onLog?(level: string, text: string): void;
  onEmit?(contribution: string, data: Json): void;
  onAttached?(instance: number, warmup: number, converge?: number): void;
  onInstanceFailed?(instance: number, error: GuestError): void;
  onUncaught?(error: GuestError): void;
  onValues?: RunListener['onValues'];
  /** The isolate is gone without having been asked to. */
  onStopped?(cause: 'self' | 'neighbour', error: CodedError): void;
}

const callLimitMs = 15_000;
const deactivateLimitMs = 3_000;

export class PluginSession {
  readonly plugin: PluginId;
  readonly #request: SessionRequest;
  readonly #run: PluginRun;
  readonly #calls: PluginCalls;
  readonly #active = Promise.withResolvers<void>();
  #deactivated: (() => void) | undefined;
  #heed: Disposable | undefined;
  #over = false;

/** For a plugin that may stand at a breakpoint. */
const dayMs = 86_400_000;
  constructor(request: SessionRequest) {
    const { manifest, modules, main } = request.package;
    this.plugin = manifest.name;
    this.#request = request;
    this.#calls = new PluginCalls(this.plugin);
    // Whoever waits for the start hears of a failure; nobody has to.
    this.#active.promise.catch(() => {});
    const resolved = resolveResources(manifest.resources);
    const resources = resolved.ok ? resolved.resources : resolved.offered;
    this.#run = request.sandbox.start({
      plugin: this.plugin,
      modules,
      main,
      limits: {
        memoryMb: resources.memoryMb,
        columnsMb: request.columnsMb ?? defaultColumnsMb,
        turnMs: resources.turnMs,
      },
      runnerClass: request.runnerClass,
      ...(request.alone && { alone: true }),
      seed: request.seed,
      ...(request.timers && { timers: request.timers }),
      ...(request.meter && { meter: request.meter }),
      ...(request.recorder && { recorder: request.recorder }),
      listener: {
        onOutput: (output) => this.#hear(inSources(request.package, output)),
        onValues: (...values) => request.listener.onValues?.(...values),
        onRows: (id, columns) => this.#calls.addRows(id, columns),
        onStopped: (cause, error) => this.#stopped(cause, error),
      },
    });
  }

  /** Resolves when `activate` has returned; rejects with why it did not. */
  get activated(): Promise<void> {
    return this.#active.promise;
  }

  get run(): PluginRun {
    return this.#run;
  }

  /** Calls a method of a contribution and waits for its answer. */
  call(target: string, method: string, args: readonly Json[], limitMs = this.#patience(callLimitMs)): Promise<CallAnswer> {
    if (this.#over) return Promise.reject(pluginError('stopped', { plugin: this.plugin }));
    const send = (id: number) => this.#run.post({ t: 'call', id, target, method, args });
    return this.#calls.open(`${target}.${method}()`, limitMs, send);
  }

  /** Tells the plugin of something that happened; it does not answer. */
  tell(name: string, data: Json): void {
    if (!this.#over) this.#run.post({ t: 'event', name, data });
  }

  attach(attachment: Attachment, item: Extract<TurnItem, { t: 'attach' }>): void {
    this.#run.attach(attachment, item);
  }

  detach(instance: number): void {
    this.#run.detach(instance);
  }

  /** Lets the plugin clean up within its deadline, then ends its isolate whatever it did. */
  async deactivate(): Promise<void> {
    if (this.#over) return;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    this.#deactivated = resolve;
    const { plugin } = this;
    const late = () => this.#fail(pluginError('deactivate-timeout', { plugin, limitMs: deactivateLimitMs }));
    const timer = setTimeout(late, this.#patience(deactivateLimitMs)).unref();
    this.#run.post({ t: 'deactivate' });
    await done;
    clearTimeout(timer);
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#end(pluginError('stopped', { plugin: this.plugin }));
    this.#run[Symbol.dispose]();
  }

  #hear(output: TurnOutput): void {
    const { listener } = this.#request;
    switch (output.t) {
      case 'loaded':
        listener.onLoaded?.();
        return this.#activate();
      case 'load-failed':
        return this.#fail(pluginError('load-failed', { plugin: this.plugin, text: toText(output.error) }));
      case 'activated':
        return this.#active.resolve();
      case 'activate-failed':
        return this.#fail(pluginError('activate-failed', { plugin: this.plugin, text: toText(output.error) }));
      case 'deactivated':
        return this.#deactivated?.();
      case 'contribute':
        return isLocalId(output.id) ? listener.onContribute?.(output.point, output.id, output.info) : undefined;
      case 'log':
        return listener.onLog?.(output.level, output.text);
      case 'emit':
        return listener.onEmit?.(output.contribution, output.data);
      case 'attached':
        return listener.onAttached?.(output.instance, output.warmup, output.converge);
      case 'instance-failed':
        return listener.onInstanceFailed?.(output.instance, output.error);
      case 'uncaught':
        return listener.onUncaught?.(output.error);
      case 'return':
        return this.#calls.settle(output);
      case 'request':
        return void this.#answer(output);
    }
  }

  #activate(): void {
    const { package: files, powers, settings } = this.#request;
    const { name, version } = files.manifest;
    const grants = powers.grants.toJson();
    const permissions = grants.map(({ permission }) => permission);
    this.#run.post({ t: 'activate', context: { plugin: name, version, permissions, grants, settings } });
    this.#heed = powers.grants.listen((notices) => {
      const data = { grants: powers.grants.toJson(), changes: notices.map((notice) => ({ ...notice })) };
      if (!this.#over) this.#run.post({ t: 'event', name: 'grant.changed', data });
    });
  }

  async #answer(request: Extract<TurnOutput, { t: 'request' }>): Promise<void> {
    const { id, capability, method } = request;
    const call = `${capability}.${method}`;
    const { package: files, powers } = this.#request;
    const caller = { ...powers, plugin: this.plugin, version: files.manifest.version, package: files, session: this };
    try {
      const value = await callCapability(caller, request);
      if (!this.#over) this.#run.post({ t: 'answer', id, ok: true, value });
    } catch (thrown) {
      const error = toErrorJson(thrown);
      const isKnown = error.code !== 'permission.no-such-call';
      this.#run.meter.called(isKnown ? call : 'unknown', error.code.startsWith('permission.'));
      if (!this.#over) this.#run.post({ t: 'answer', id, ok: false, error });
    }
  }

  /** A start or an end that failed in the guest: the isolate is ended and reported like any other end of its own doing. */
  #fail(error: CodedError): void {
    const told = this.#over;
    this.#end(error);
    this.#run[Symbol.dispose]();
    if (!told) this.#request.listener.onStopped?.('self', error);
  }

  #stopped(cause: 'self' | 'neighbour' | 'ended', error: CodedError | undefined): void {
    if (this.#over) return;
    const why = error ?? pluginError('stopped', { plugin: this.plugin });
    this.#end(why);
    // Ended, though not by us: the whole sandbox was.
    this.#request.listener.onStopped?.(cause === 'self' ? 'self' : 'neighbour', why);
  }

  #end(error: CodedError): void {
    if (this.#over) return;
    this.#over = true;
    this.#heed?.[Symbol.dispose]();
    this.#request.powers.network.close(this);
    this.#request.powers.requests.close(this);
    this.#request.powers.grants.endRun();
    this.#active.reject(error);
    this.#deactivated?.();
    this.#calls.rejectAll(error);
  }
}

function toText({ name, message, stack }: GuestError): string {
  return `${name}: ${message}${stack ? ` (${stack.split('\n')[0]?.trim()})` : ''}`;
}
  #patience(ms: number): number {
    return this.#run.untimed ? dayMs : ms;
  }

      this.#run.meter.called(call, false);
