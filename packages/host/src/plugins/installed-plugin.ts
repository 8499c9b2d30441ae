/** One installed plugin: its record, its state, and its session while it runs; started by use, restarted with patience. */

import {
  type CodedError,
  type Contribution,
  type ErrorJson,
  type GuestError,
  type Json,
  type PluginId,
  type PluginRecord,
  type PluginState,
  type PluginSummary,
  toErrorJson,
} from '@omnitrade/contracts';
import { move, nextStep, type PluginEvent, type Strike } from '@omnitrade/lifecycle';
import { Meter, type RunnerClass, type Sandbox } from '@omnitrade/sandbox';
import { registryError } from '../errors.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { PluginSession, type SessionListener } from './plugin-session.ts';

export interface PluginWorld {
  readonly sandbox: Sandbox;
  readonly now: () => number;
  readonly random: () => number;
  readonly readPackage: (record: PluginRecord) => Promise<PluginPackage>;
  /** Keeps a changed record on disk. */
  readonly save: (record: PluginRecord) => Promise<void>;
  readonly emit: (type: string, plugin: PluginId, data?: Json) => void;
  readonly log: (plugin: PluginId, level: string, text: string) => void;
}

/** Whoever uses a plugin hears when it comes and goes: indicators and providers on charts. */
export interface PluginUser {
  /** The plugin is active: attach what is to run. */
  onActive(session: PluginSession): void;
  /** It stopped, with the reason; it may come back. */
  onGone(error: ErrorJson): void;
  onValues?: SessionListener['onValues'];
  onAttached?: SessionListener['onAttached'];
  onInstanceFailed?: (instance: number, error: GuestError) => void;
  onEmit?: SessionListener['onEmit'];
}

export class InstalledPlugin {
  readonly id: PluginId;
  readonly #world: PluginWorld;
  readonly #meter = new Meter();
  readonly #users = new Set<PluginUser>();
  #record: PluginRecord;
  #state: PluginState = 'installed';
  #error: { code: string; message: string; time: number } | undefined;
  #session: PluginSession | undefined;
  #starting: Promise<PluginSession> | undefined;
  #strikes: Strike[] = [];
  #restart: NodeJS.Timeout | undefined;
  /** Once quarantined, it runs alone until the terminal starts anew. */
  #runnerClass: RunnerClass = 'reading';

  constructor(record: PluginRecord, world: PluginWorld) {
    this.id = record.id;
    this.#record = record;
    this.#world = world;
    this.#adoptFailure();
  }

  get record(): PluginRecord {
    return this.#record;
  }

  get state(): PluginState {
    return this.#state;
  }

  get contributions(): readonly Contribution[] {
    return this.#record.contributions;
  }

  get summary(): PluginSummary {
    const { manifest, version, wanted, source } = this.#record;
    const text = (key: string) => (typeof manifest[key] === 'string' ? (manifest[key] as string) : '');
    return {
      id: this.id,
      displayName: text('displayName') || this.id,
      description: text('description'),
      version,
      wanted,
      state: this.#state,
      source: source.builtIn ? 'built-in' : source.path,
      publisher: text('author'),
      trust: source.builtIn ? 'reviewed' : 'developer',
      ...(this.#error && { error: this.#error }),
      usage: this.#meter.usage,
    };
  }

  /** Why it stands still, if it does. */
  get error(): ErrorJson | undefined {
    return this.#error && { code: this.#error.code, message: this.#error.message, data: { plugin: this.id } };
  }

  /** Puts the plugin to use; it is started if it may be. The user is told at once if it is active already. */
  use(user: PluginUser): Disposable {
    this.#users.add(user);
    if (this.#session && this.#state === 'active') user.onActive(this.#session);
    else if (this.error && (this.#state === 'failed' || this.#state === 'quarantined')) user.onGone(this.error);
    else this.activate().catch(() => {});
    return { [Symbol.dispose]: () => void this.#users.delete(user) };
  }

  get used(): boolean {
    return this.#users.size > 0;
  }

  /** Starts the plugin if it is not running. Throws `registry.disabled`, `registry.not-ready`, `plugin.*`, `sandbox.*`. */
  activate(): Promise<PluginSession> {
    if (this.#record.wanted === 'disabled') return Promise.reject(registryError('disabled', { plugin: this.id }));
    if (this.#session && this.#state === 'active') return Promise.resolve(this.#session);
    if (!this.#starting && this.#state !== 'installed') {
      const why = this.#error?.message ?? 'it cannot be started now.';
      return Promise.reject(registryError('not-ready', { plugin: this.id, state: this.#state, why }));
    }
    return this.#begin('load');
  }

  #begin(event: 'load' | 'retry'): Promise<PluginSession> {
    this.#starting ??= this.#start(event).finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  /** Ends the running session, if any, in good order. */
  async deactivate(): Promise<void> {
    clearTimeout(this.#restart);
    await this.#starting?.catch(() => {});
    const session = this.#session;
    if (!session || this.#state !== 'active') return;
    this.#to('deactivate');
    await session.deactivate();
    if (this.#session === session) this.#session = undefined;
    this.#to('deactivated');
    this.#world.emit('plugin.deactivated', this.id);
    this.#tellGone(
      toErrorJson(registryError('not-ready', { plugin: this.id, state: 'installed', why: 'it was stopped.' })),
    );
  }

  /** Keeps a changed record; on disk when the promise resolves. */
  async change(change: Partial<PluginRecord>): Promise<void> {
    const record = { ...this.#record, ...change };
    await this.#world.save(record);
    this.#record = record;
    if (change.failure !== undefined) this.#adoptFailure();
  }

  async enable(): Promise<void> {
    await this.change({ wanted: 'enabled' });
    this.#world.emit('plugin.enabled', this.id);
    if (this.used && this.#state === 'installed') await this.activate().catch(() => {});
  }

  async disable(): Promise<void> {
    await this.change({ wanted: 'disabled' });
    await this.deactivate();
    if (this.#state === 'failed' && !this.#record.failure) this.#clear();
    this.#world.emit('plugin.disabled', this.id);
    this.#tellGone(toErrorJson(registryError('disabled', { plugin: this.id })));
  }

  /** Forgets what went wrong and starts it again if it is in use. */
  async retry(): Promise<void> {
    this.#strikes = [];
    if (this.#state === 'quarantined') this.#runnerClass = 'quarantine';
    await this.change({ failure: null });
    this.#clear();
    if (this.used) await this.activate();
  }

  /** Another version or the same one anew: what was said of the old one is forgotten. The session must have ended. */
  adopt(record: PluginRecord): void {
    this.#strikes = [];
    this.#clear();
    this.#record = record;
    this.#adoptFailure();
  }

  /** It is no longer installed: whoever uses it is told. */
  leave(): void {
    this[Symbol.dispose]();
    this.#tellGone(toErrorJson(registryError('not-installed', { plugin: this.id })));
    this.#users.clear();
  }

  /** Ends everything without ceremony. */
  [Symbol.dispose](): void {
    clearTimeout(this.#restart);
    this.#session?.[Symbol.dispose]();
    this.#session = undefined;
  }

  async #start(event: 'load' | 'retry'): Promise<PluginSession> {
    this.#to(event);
    let files: PluginPackage;
    try {
      files = await this.#world.readPackage(this.#record);
    } catch (error) {
      this.#failed(error as CodedError);
      throw error;
    }
    const session = new PluginSession({
      sandbox: this.#world.sandbox,
      package: files,
      runnerClass: this.#runnerClass,
      grants: new Set(this.#record.grants.map(({ permission }) => permission)),
      settings: this.#record.settings,
      seed: 1,
      meter: this.#meter,
      listener: this.#listener(),
    });
    this.#session = session;
    await session.activated;
    this.#to('activated');
    this.#error = undefined;
    this.#world.emit('plugin.activated', this.id, { version: this.#record.version });
    for (const user of [...this.#users]) user.onActive(session);
    return session;
  }

  #listener(): SessionListener {
    const each = (tell: (user: PluginUser) => void) => {
      for (const user of [...this.#users]) tell(user);
    };
    return {
      onLoaded: () => this.#to('loaded'),
      onLog: (level, text) => this.#world.log(this.id, level, text),
      onUncaught: ({ name, message, stack }) =>
        this.#world.log(this.id, 'error', `Uncaught ${name}: ${message}${stack ? `\n${stack}` : ''}`),
      onEmit: (contribution, data) => each((user) => user.onEmit?.(contribution, data)),
      onValues: (...values) => each((user) => user.onValues?.(...values)),
      onAttached: (...given) => each((user) => user.onAttached?.(...given)),
      onInstanceFailed: (...given) => each((user) => user.onInstanceFailed?.(...given)),
      onStopped: (cause, error) => {
        this.#session = undefined;
        if (cause === 'neighbour') this.#interrupted(error);
        else this.#failed(error);
      },
    };
  }

  /** Its runner died of another plugin: no strike, start again at once. */
  #interrupted(error: CodedError): void {
    this.#world.log(this.id, 'warn', error.message);
    this.#to('fail');
    this.#tellGone(toErrorJson(error));
    this.#clear();
    if (this.used) this.activate().catch(() => {});
  }

  #failed(error: CodedError): void {
    this.#to('fail');
    const { code, message } = toErrorJson(error);
    this.#error = { code, message, time: this.#world.now() };
    this.#world.emit('plugin.failed', this.id, { code, message });
    this.#tellGone({ code, message, data: { plugin: this.id } });
    this.#strikes.push({ timeMs: this.#world.now(), kind: code === 'sandbox.runner-died' ? 'runner-death' : 'kill' });
    const step = nextStep(this.#strikes, this.#world.now(), this.#world.random);
    if (step.do === 'restart') {
      this.#restart = setTimeout(() => this.#again(), step.afterMs).unref();
      return;
    }
    this.#to('quarantine');
    this.#world.emit('plugin.quarantined', this.id, { code, message });
    const failure = { state: 'quarantined', code, message, time: this.#world.now() } as const;
    this.change({ failure }).catch((fault) => this.#world.log(this.id, 'error', String(fault)));
  }

  /** The error stays on show until the plugin is active again. */
  #again(): void {
    if (this.#state !== 'failed' || this.#record.wanted === 'disabled' || !this.used) return;
    this.#begin('retry').catch(() => {});
  }

  #tellGone(error: ErrorJson): void {
    for (const user of [...this.#users]) user.onGone(error);
  }

  /** A failure that outlived a restart of the terminal, or a trial that failed. */
  #adoptFailure(): void {
    const { failure } = this.#record;
    if (!failure) return;
    if (this.#state === 'installed') this.#to('fail');
    if (failure.state === 'quarantined' && this.#state === 'failed') this.#to('quarantine');
    this.#error = { code: failure.code, message: failure.message, time: failure.time };
  }

  #clear(): void {
    clearTimeout(this.#restart);
    this.#error = undefined;
    if (this.#state === 'failed' || this.#state === 'quarantined') this.#to('clear');
  }

  #to(event: PluginEvent): void {
    this.#state = move(this.#state, event);
  }
}
