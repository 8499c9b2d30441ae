/** One life of a plugin in the sandbox, from its files to the end of its isolate: start, what it says, calls, instances. */

import {
  type CodedError,
  type GuestContext,
  type GuestError,
  type HookName,
  hookTarget,
  isLocalId,
  type Json,
  type JsonObject,
  type PluginCode,
  type PluginId,
  type TurnItem,
  type TurnOutput,
  toErrorJson,
} from '@omnitrade/contracts';
import { type Belonging, Scope } from '@omnitrade/extensions';
import { pluginHooks } from '@omnitrade/lifecycle';
import { resolveResources } from '@omnitrade/manifest';
import {
  type Attachment,
  type CapsuleRecorder,
  type CpuProfile,
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
import { inSources, profileInSources, stoppedInSources } from '../sources/source-positions.ts';
import { type CallAnswer, PluginCalls } from './plugin-calls.ts';

export interface SessionRequest {
  readonly sandbox: Sandbox;
  readonly package: PluginPackage;
  readonly runnerClass: RunnerClass;
  readonly alone?: boolean;
  /** What it can act with; looked at anew by every call. */
  readonly powers: SessionPowers;
  readonly settings: JsonObject;
  readonly seed: number;
  readonly timers?: 'real' | 'manual';
  readonly meter?: Meter;
  readonly recorder?: CapsuleRecorder;
  /** Room for resident columns; the default fits a live chart. */
  readonly columnsMb?: number;
  /** Not activated: only hooks of its setting up are called. */
  readonly setsUp?: boolean;
  readonly listener: SessionListener;
}

export interface SessionListener {
  /** The plugin's code was evaluated; `activate` is next. */
  onLoaded?(code: PluginCode): void;
  onContribute?(point: string, id: string, info: Json): void;
  onLog?(level: string, text: string): void;
  onEmit?(contribution: string, data: Json): void;
  onAttached?(instance: number, warmup: number, converge?: number): void;
  onInstanceFailed?(instance: number, error: GuestError): void;
  onUncaught?(error: GuestError): void;
  /** A hook that nobody waited for threw, or took too long. */
  onHookFailed?(error: CodedError): void;
  onValues?: RunListener['onValues'];
  onWarned?: RunListener['onWarned'];
  /** The isolate is gone without having been asked to. */
  onStopped?(cause: 'self' | 'neighbour', error: CodedError): void;
}

const callLimitMs = 15_000;
const deactivateLimitMs = 3_000;
/** For a plugin that may stand at a breakpoint. */
const dayMs = 86_400_000;

export class PluginSession {
  readonly plugin: PluginId;
  readonly #request: SessionRequest;
  readonly #run: PluginRun;
  readonly #calls: PluginCalls;
  /** Everything it added, and everything the terminal opened for it; taken back when it ends. */
  readonly scope: Scope;
  #code: PluginCode = { hooks: [] };
  readonly #loaded = Promise.withResolvers<void>();
  readonly #active = Promise.withResolvers<void>();
  #deactivated: (() => void) | undefined;
  #over = false;

  constructor(request: SessionRequest) {
    const { manifest, modules, main, links } = request.package;
    this.plugin = manifest.name;
    this.#request = request;
    this.#calls = new PluginCalls(this.plugin);
    this.scope = new Scope(this.plugin);
    // Whoever waits for the start hears of a failure; nobody has to.
    this.#loaded.promise.catch(() => {});
    this.#active.promise.catch(() => {});
    const resolved = resolveResources(manifest.resources);
    const resources = resolved.ok ? resolved.resources : resolved.offered;
    this.#run = request.sandbox.start({
      plugin: this.plugin,
      modules,
      main,
      ...(links && { links }),
      limits: {
        memoryMb: resources.memoryMb,
        columnsMb: request.columnsMb ?? defaultColumnsMb,
        turnMs: resources.turnMs,
      },
      ...(request.runnerClass !== 'batch' && { cpuPercent: resources.cpuPercent }),
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
        onWarned: (warning) => request.listener.onWarned?.(warning),
        onStopped: (cause, error) => this.#stopped(cause, error && stoppedInSources(request.package, error)),
      },
    });
    const { powers } = request;
    // Taken back last first: what could still act for it goes before the isolate.
    this.scope.add('isolate', `${this.plugin} ${manifest.version}`, () => this.#run[Symbol.dispose]());
    // Setting up is no run of the plugin yet: what was given for one run is still to come.
    if (!request.setsUp) this.scope.add('grants', 'of this run', () => powers.grants.endRun());
    this.scope.add('questions', 'of this run', () => powers.requests.close(this));
    this.scope.add('connections', 'of this run', () => powers.network.close(this));
  }

  /** Resolves when its code was evaluated; rejects with why it was not. */
  get loaded(): Promise<void> {
    return this.#loaded.promise;
  }

  /** Resolves when `activate` has returned; rejects with why it did not. */
  get activated(): Promise<void> {
    return this.#active.promise;
  }

  get run(): PluginRun {
    return this.#run;
  }

  /** Calls a method of a contribution and waits for its answer. */
  call(
    target: string,
    method: string,
    args: readonly Json[],
    limitMs = this.#patience(callLimitMs),
  ): Promise<CallAnswer> {
    if (this.#over) return Promise.reject(pluginError('stopped', { plugin: this.plugin }));
    const send = (id: number) => this.#run.post({ t: 'call', id, target, method, args });
    const name = target === hookTarget ? method : `${target}.${method}`;
    return this.#calls.open(`${name}()`, limitMs, send);
  }

  /** Calls a hook of the setting up with a context of its own, and waits until it is through, no longer than it may take. */
  setUp(hook: HookName, settings: JsonObject, given: Json): Promise<Json> {
    return this.#callHook(hook, [this.#contextWith(settings) as unknown as Json, given]);
  }

  /** Calls a hook if the plugin has it; nobody waits for it. */
  notify(hook: HookName, ...args: readonly Json[]): void {
    if (this.#over || !this.#code.hooks.includes(hook)) return;
    this.#callHook(hook, args).catch((error) => {
      if (!this.#over) this.#request.listener.onHookFailed?.(error);
    });
  }

  attach(attachment: Attachment, item: Extract<TurnItem, { t: 'attach' }>): void {
    this.#run.attach(attachment, item);
  }

  /** Where the time of its next turns goes. Rejects with `sandbox.profile-*`. */
  async profile(ms: number): Promise<CpuProfile> {
    return profileInSources(this.#request.package, await this.#run.profile(ms));
  }

  detach(instance: number): void {
    this.#run.detach(instance);
  }

  /** Something it may listen to happened; nothing is told after its end. */
  tell(name: string, data: Json): void {
    if (!this.#over) this.#run.post({ t: 'event', name, data });
  }

  /** After the end: what is left of it nevertheless. Resolves when its isolate is known to be gone. */
  async findLeft(): Promise<Belonging[]> {
    await this.#run.gone;
    const { timers, instances } = this.#run.left;
    const counted = { timers, instances, calls: this.#calls.size };
    return [
      ...this.scope.left(),
      ...Object.entries(counted).flatMap(([kind, count]) => (count > 0 ? [{ kind, id: `${count}` }] : [])),
    ];
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
  }

  #hear(output: TurnOutput): void {
    const { listener } = this.#request;
    switch (output.t) {
      case 'loaded':
        this.#code = output.code ?? this.#code;
        listener.onLoaded?.(this.#code);
        this.#loaded.resolve();
        return this.#request.setsUp ? undefined : this.#activate();
      case 'load-failed':
        return this.#fail(pluginError('load-failed', { plugin: this.plugin, text: toText(output.error) }));
      case 'activated':
        return this.#active.resolve();
      case 'activate-failed':
        return this.#fail(pluginError('activate-failed', { plugin: this.plugin, text: toText(output.error) }));
      case 'deactivated':
        return this.#deactivated?.();
      case 'contribute':
        return isLocalId(output.id) && !this.#request.setsUp
          ? listener.onContribute?.(output.point, output.id, output.info)
          : undefined;
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

  async #callHook(hook: HookName, args: readonly Json[]): Promise<Json> {
    return (await this.call(hookTarget, hook, args, pluginHooks[hook].limitMs)).value;
  }

  #contextWith(settings: JsonObject): GuestContext {
    const { package: files, powers } = this.#request;
    const { name: plugin, version } = files.manifest;
    const grants = powers.grants.toJson();
    return { plugin, version, permissions: grants.map(({ permission }) => permission), grants, settings };
  }

  #activate(): void {
    const { powers, settings, package: files } = this.#request;
    const dependencies = powers.plugins.statusesOf(files.manifestJson);
    this.#run.post({ t: 'activate', context: { ...this.#contextWith(settings), dependencies } });
    const watch = powers.plugins.watch(this.plugin, files.manifestJson, (status) =>
      this.tell('dependency.changed', { ...status }),
    );
    this.scope.add('listener', 'dependencies', () => watch[Symbol.dispose]());
    const heed = powers.grants.listen((notices) => {
      const change = { grants: powers.grants.toJson(), changes: notices.map((notice) => ({ ...notice })) };
      this.tell('grant.changed', change);
      this.notify('onGrantChanged', change);
    });
    this.scope.add('listener', 'grants', () => heed[Symbol.dispose]());
  }

  async #answer(request: Extract<TurnOutput, { t: 'request' }>): Promise<void> {
    const { id, capability, method } = request;
    const call = `${capability}.${method}`;
    const { package: files, powers } = this.#request;
    const caller = { ...powers, plugin: this.plugin, version: files.manifest.version, package: files, session: this };
    try {
      const value = await callCapability(caller, request);
      this.#run.meter.called(call, false);
      if (!this.#over) this.#run.post({ t: 'answer', id, ok: true, value });
    } catch (thrown) {
      const error = toErrorJson(thrown);
      const isKnown = error.code !== 'permission.no-such-call';
      this.#run.meter.called(isKnown ? call : 'unknown', error.code.startsWith('permission.'));
      if (!this.#over) this.#run.post({ t: 'answer', id, ok: false, error });
    }
  }

  #patience(ms: number): number {
    return this.#run.untimed ? dayMs : ms;
  }

  /** A start or an end that failed in the guest: the isolate is ended and reported like any other end of its own doing. */
  #fail(error: CodedError): void {
    const told = this.#over;
    this.#end(error);
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
    // What could not be taken back is found by `findLeft`.
    this.scope.dispose();
    this.#loaded.reject(error);
    this.#active.reject(error);
    this.#deactivated?.();
    this.#calls.rejectAll(error);
  }
}

function toText({ name, message, stack }: GuestError): string {
  return `${name}: ${message}${stack ? ` (${stack.split('\n')[0]?.trim()})` : ''}`;
}
