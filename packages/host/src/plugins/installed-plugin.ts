/** One installed plugin: its record, its state and its session while it runs; started by use, restarted with patience. */

import {
  CodedError,
  type Contribution,
  type ErrorJson,
  extensionPoints,
  type Json,
  type PluginId,
  type PluginRecord,
  type PluginState,
  type PluginSummary,
  toErrorJson,
} from '@omnitrade/contracts';
import { findNextEvent, isRunning, move, type PluginEvent } from '@omnitrade/lifecycle';
import type { Grant } from '@omnitrade/permissions';
import { Meter, type RunnerClass, type Sandbox } from '@omnitrade/sandbox';
import { registryError } from '../errors.ts';
import type { PluginGrants } from '../grants/plugin-grants.ts';
import { readDeclared, readGrants, type SessionPowers } from '../grants/session-powers.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { FailureHistory } from './failure-history.ts';
import { PluginSession, type SessionListener } from './plugin-session.ts';
import { type PluginUser, PluginUsers } from './plugin-users.ts';
import { toSummary } from './summary.ts';

export interface PluginWorld {
  /** What its calls end in. */
  readonly services: Omit<SessionPowers, 'grants'>;
  readonly createGrants: (record: PluginRecord, save: (grants: readonly Grant[]) => Promise<void>) => PluginGrants;
  readonly sandbox: Sandbox;
  readonly now: () => number;
  readonly random: () => number;
  readonly readPackage: (record: PluginRecord) => Promise<PluginPackage>;
  /** Keeps a changed record on disk. */
  readonly save: (record: PluginRecord) => Promise<void>;
  readonly emit: (type: string, plugin: PluginId, data?: Json) => void;
  readonly log: (plugin: PluginId, level: string, text: string) => void;
}

type Failure = { readonly code: string; readonly message: string; readonly time: number };

export class InstalledPlugin {
  readonly id: PluginId;
  /** What it can act with, running or not. */
  readonly powers: SessionPowers;
  readonly #world: PluginWorld;
  readonly #meter = new Meter();
  readonly #users: PluginUsers;
  readonly #history: FailureHistory;
  #record: PluginRecord;
  #state: PluginState = 'installed';
  #error: Failure | undefined;
  #session: PluginSession | undefined;
  /** Starts and stops go one after the other; absent while there is nothing to do. */
  #work: Promise<void> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #restart: NodeJS.Timeout | undefined;
  #holds = 0;
  #over = false;
  /** Once quarantined, it runs alone until the terminal starts anew. */
  #runnerClass: RunnerClass = 'reading';

  constructor(record: PluginRecord, world: PluginWorld) {
    this.id = record.id;
    this.#record = record;
    this.#world = world;
    const grants = world.createGrants(record, (lasting) => this.#change({ grants: lasting }));
    this.powers = { ...world.services, grants };
    this.#users = new PluginUsers((text) => world.log(record.id, 'error', text));
    this.#history = new FailureHistory(world);
    this.#adoptFailure();
  }

  get record(): PluginRecord {
    return this.#record;
  }

  get state(): PluginState {
    return this.#state;
  }

  get contributions(): readonly Contribution[] {
    return this.#record.contributions.filter(({ point }) => this.#isGranted(point));
  }

  #isGranted(point: Contribution['point']): boolean {
    return this.powers.grants.has(extensionPoints[point].permission);
  }

  get summary(): PluginSummary {
    return toSummary(this.#record, this.#state, this.#error, this.#meter.usage);
  }

  get used(): boolean {
    return this.#users.size > 0;
  }

  /** Puts the plugin to use: it is started if it may be. The user hears at once where it stands, unless it is on its way. */
  use(user: PluginUser): Disposable {
    const use = this.#users.add(user);
    if (this.#session && this.#state === 'active') this.#users.tellActive(this.#session, [user]);
    else if (this.#record.wanted === 'disabled' || this.#over) this.#users.tellGone(this.#whyNot(), [user]);
    else if (this.#state === 'failed' || this.#state === 'quarantined') this.#users.tellGone(this.#whyNot(), [user]);
    else void this.settle();
    return use;
  }

  /** Resolves when the plugin is what is wanted of it, or has failed. */
  settle(): Promise<void> {
    const step = this.#nextStep();
    if (step) this.#work ??= this.#carryOut(step);
    return this.#work ?? Promise.resolve();
  }

  async enable(): Promise<void> {
    await this.#change({ wanted: 'enabled' });
    this.#world.emit('plugin.enabled', this.id);
    await this.settle();
  }

  /** Whether it may be brought to another version. */
  async pin(pinned: boolean): Promise<void> {
    await this.#change({ pinned });
    this.#world.emit(pinned ? 'plugin.pinned' : 'plugin.unpinned', this.id, { version: this.#record.version });
  }

  async disable(): Promise<void> {
    await this.#change({ wanted: 'disabled' });
    this.#world.emit('plugin.disabled', this.id);
    if (this.#state === 'failed' && !this.#record.failure) this.#clear();
    if (!isRunning(this.#state)) this.#users.tellGone(this.#whyNot());
    this.#cutShort();
    await this.settle();
  }

  /** Forgets what went wrong and starts it again if it is in use. Throws what goes wrong this time. */
  async retry(): Promise<void> {
    this.#history.forget();
    if (this.#state === 'quarantined') this.#runnerClass = 'quarantine';
    if (this.#record.failure) await this.#change({ failure: null });
    this.#clear();
    await this.settle();
    if (this.#error) throw new CodedError(this.#error.code, this.#error.message, { plugin: this.id });
  }

  /** Stops it, and keeps it from being started until disposed: it is being changed or removed. */
  async hold(): Promise<Disposable> {
    this.#holds++;
    this.#cutShort();
    await this.settle();
    await this.#saving.catch(() => {});
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#holds--;
        held = false;
        void this.settle();
      },
    };
  }

  /** Another version, or the same one anew: what was said of the old one is forgotten. Only while held. */
  replace(record: PluginRecord, save = this.#world.save): Promise<void> {
    return this.#inOrder(async () => {
      await save(record);
      this.#history.forget();
      if (this.#state === 'quarantined') this.#runnerClass = 'quarantine';
      this.#clear();
      this.#record = record;
      this.powers.grants.replace(readDeclared(record.manifest), readGrants(record));
      this.#adoptFailure();
    });
  }

  /** It is no longer installed: whoever uses it is told. */
  leave(): void {
    this[Symbol.dispose]();
    this.#users.tellGone(this.#whyNot());
    this.#users.clear();
  }

  /** Ends everything without ceremony. */
  [Symbol.dispose](): void {
    this.#over = true;
    clearTimeout(this.#restart);
    this.#session?.[Symbol.dispose]();
    this.#session = undefined;
  }

  get #mayRun(): boolean {
    return this.#record.wanted === 'enabled' && this.#holds === 0 && !this.#over;
  }

  /** Why it does not run; used only when it does not. */
  #whyNot(): ErrorJson {
    const plugin = this.id;
    if (this.#over) return toErrorJson(registryError('not-installed', { plugin }));
    if (this.#record.wanted === 'disabled') return toErrorJson(registryError('disabled', { plugin }));
    if (this.#error) return { code: this.#error.code, message: this.#error.message, data: { plugin } };
    return toErrorJson(registryError('being-changed', { plugin }));
  }

  #nextStep(): (() => Promise<void>) | undefined {
    if (this.#over) return undefined;
    const wanted = this.#mayRun ? 'enabled' : 'disabled';
    switch (findNextEvent(this.#state, { wanted, inUse: this.used })) {
      case 'load':
        return () => this.#start();
      case 'deactivate':
        return () => this.#stop();
      default:
        return undefined;
    }
  }

  async #carryOut(first: () => Promise<void>): Promise<void> {
    for (let step: (() => Promise<void>) | undefined = first; step; step = this.#nextStep()) await step();
    // In the same turn as the last look: whoever comes later begins anew.
    this.#work = undefined;
  }

  /** Never rejects: how it ends is said by the state. */
  async #start(): Promise<void> {
    this.#to('load');
    let files: PluginPackage;
    try {
      files = await this.#world.readPackage(this.#record);
    } catch (error) {
      return this.#failed(error as CodedError);
    }
    if (!this.#mayRun) return this.#cancelled();
    const session = new PluginSession({
      sandbox: this.#world.sandbox,
      package: files,
      runnerClass: this.#runnerClass,
      powers: this.powers,
      settings: this.#record.settings,
      seed: 1,
      meter: this.#meter,
      listener: this.#listener(),
    });
    this.#session = session;
    const active = await session.activated.then(
      () => true,
      () => false,
    );
    // It may have been stopped in the same moment.
    if (this.#session !== session) return;
    if (!active) return this.#cancelled();
    this.#to('activated');
    this.#error = undefined;
    const used = this.#record.contributions.map(({ point }) => extensionPoints[point].permission);
    for (const permission of new Set(used)) this.powers.grants.touch(permission);
    this.#world.emit('plugin.activated', this.id, { version: this.#record.version });
    this.#users.tellActive(session);
  }

  /** Lets go of a plugin that is not yet active, so that nobody waits for its deadlines. */
  #cutShort(): void {
    if (this.#state === 'loading' || this.#state === 'activating') this.#session?.[Symbol.dispose]();
  }

  #cancelled(): void {
    this.#session = undefined;
    this.#to('deactivate');
    this.#to('deactivated');
    if (!this.#over) this.#users.tellGone(this.#whyNot());
  }

  async #stop(): Promise<void> {
    const session = this.#session;
    this.#to('deactivate');
    await session?.deactivate();
    this.#session = undefined;
    this.#to('deactivated');
    this.#world.emit('plugin.deactivated', this.id);
    if (!this.#over) this.#users.tellGone(this.#whyNot());
  }

  #listener(): SessionListener {
    const users = this.#users;
    return {
      onLoaded: () => this.#to('loaded'),
      onLog: (level, text) => this.#world.log(this.id, level, text),
      onUncaught: ({ name, message, stack }) =>
        this.#world.log(this.id, 'error', `Uncaught ${name}: ${message}${stack ? `\n${stack}` : ''}`),
      onEmit: (contribution, data) => users.each((user) => user.onEmit?.(contribution, data)),
      onValues: (...values) => users.each((user) => user.onValues?.(...values)),
      onAttached: (...given) => users.each((user) => user.onAttached?.(...given)),
      onInstanceFailed: (...given) => users.each((user) => user.onInstanceFailed?.(...given)),
      onStopped: (cause, error) => {
        this.#session = undefined;
        if (this.#over) return;
        if (this.#state === 'deactivating') this.#diedLeaving(error);
        else if (cause === 'neighbour') this.#interrupted(error);
        else this.#failed(error);
      },
    };
  }

  /** It was stopped anyway: what went wrong is said, and nothing follows from it. */
  #diedLeaving(error: CodedError): void {
    this.#error = this.#toFailure(error);
    this.#world.log(this.id, 'warn', error.message);
    this.#world.emit('plugin.warned', this.id, { code: error.code, message: error.message });
  }

  /** Its runner ended for another reason than this plugin: no strike, and it is started again. */
  #interrupted(error: CodedError): void {
    const { code, message } = error;
    this.#to('fail');
    this.#error = this.#toFailure(error);
    this.#world.log(this.id, 'warn', message);
    this.#world.emit('plugin.interrupted', this.id, { code, message });
    this.#users.tellGone(this.#whyNot());
    if (!this.used) return this.#clear();
    const afterMs = this.#history.interrupted();
    if (afterMs === 0) this.#again();
    else this.#restart = setTimeout(() => this.#again(), afterMs).unref();
  }

  #failed(error: CodedError): void {
    this.#to('fail');
    this.#error = this.#toFailure(error);
    const { code, message, time } = this.#error;
    this.#world.emit('plugin.failed', this.id, { code, message });
    this.#users.tellGone(this.#whyNot());
    const isDeath = code === 'sandbox.runner-died';
    const kind = !isDeath ? 'kill' : this.#runnerClass === 'quarantine' ? 'quarantine-death' : 'runner-death';
    const step = this.#history.failed(kind);
    if (step.do === 'restart') {
      this.#restart = setTimeout(() => this.#again(), step.afterMs).unref();
      return;
    }
    this.#to('quarantine');
    this.#world.emit('plugin.quarantined', this.id, { code, message });
    this.#change({ failure: { state: 'quarantined', code, message, time } }).catch((fault) =>
      this.#world.log(this.id, 'error', toErrorJson(fault).message),
    );
  }

  #toFailure(error: unknown): Failure {
    const { code, message } = toErrorJson(error);
    return { code, message, time: this.#world.now() };
  }

  /** The error stays on show until the plugin is active again. */
  #again(): void {
    if (this.#state !== 'failed') return;
    this.#to('clear');
    void this.settle();
  }

  /** Keeps a changed record; on disk when the promise resolves. */
  #change(change: Partial<PluginRecord>): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#over) throw registryError('not-installed', { plugin: this.id });
      const record = { ...this.#record, ...change };
      await this.#world.save(record);
      this.#record = record;
    });
  }

  #inOrder(work: () => Promise<void>): Promise<void> {
    const result = this.#saving.then(work, work);
    this.#saving = result;
    result.catch(() => {});
    return result;
  }

  /** A failure that outlived a restart of the terminal, or a trial that failed. */
  #adoptFailure(): void {
    const { failure } = this.#record;
    if (!failure) return;
    this.#to('fail');
    if (failure.state === 'quarantined') this.#to('quarantine');
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
