/** One installed plugin: its record, its state and its session while it runs; started by use, restarted with patience. */

import {
  CodedError,
  type Contribution,
  type ErrorJson,
  extensionPoints,
  type Json,
  type PluginFault,
  type PluginId,
  type PluginMove,
  type PluginRecord,
  type PluginState,
  type PluginSummary,
  toErrorJson,
} from '@omnitrade/contracts';
import { findNextEvent, fingerprint, isRunning, move, type PluginEvent } from '@omnitrade/lifecycle';
import type { Grant } from '@omnitrade/permissions';
import { type CapsuleRecorder, Meter, type RunnerClass, type Sandbox } from '@omnitrade/sandbox';
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
  /** True where no plugin may run: whoever wants one is told so. */
  readonly isSafe: boolean;
  readonly past: PluginPast;
  readonly log: (plugin: PluginId, level: string, text: string) => void;
}

/** Where it is written down what a plugin goes through; nobody waits for it. */
export interface PluginPast {
  moved(move: PluginMove): void;
  failed(fault: Omit<PluginFault, 'count' | 'firstAt' | 'lastAt'> & { readonly time: number }): void;
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
  /** Writes down the next life. */
  #recorder: CapsuleRecorder | undefined;
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
    else if (this.#record.wanted === 'disabled' || this.#over || this.#world.isSafe)
      this.#users.tellGone(this.#whyNot(), [user]);
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

  /** Begins a new life that is written down whole, at once if it runs; any later one is not. */
  async startRecording(recorder: CapsuleRecorder): Promise<void> {
    const held = await this.hold();
    this.#recorder = recorder;
    held[Symbol.dispose]();
    await this.settle();
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
      clearTimeout(this.#restart);
      const wasQuarantined = this.#state === 'quarantined';
      const error = this.#error;
      this.#to('update', `${this.#record.version} to ${record.version}`);
      try {
        await save(record);
        this.#history.forget();
        if (wasQuarantined) this.#runnerClass = 'quarantine';
        this.#record = record;
        this.#error = undefined;
        this.powers.grants.replace(readDeclared(record.manifest), readGrants(record));
      } finally {
        this.#to('updated', this.#record === record ? 'it is in place' : 'it could not be kept');
        this.#error = this.#record === record ? undefined : error;
        this.#adoptFailure();
      }
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
    return this.#record.wanted === 'enabled' && this.#holds === 0 && !this.#over && !this.#world.isSafe;
  }

  /** Why it does not run; used only when it does not. */
  #whyNot(): ErrorJson {
    const plugin = this.id;
    if (this.#over) return toErrorJson(registryError('not-installed', { plugin }));
    if (this.#record.wanted === 'disabled') return toErrorJson(registryError('disabled', { plugin }));
    if (this.#error) return { code: this.#error.code, message: this.#error.message, data: { plugin } };
    if (this.#world.isSafe) return toErrorJson(registryError('safe-mode', { plugin }));
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
    this.#to('load', 'it is in use');
    let files: PluginPackage;
    try {
      files = await this.#world.readPackage(this.#record);
    } catch (error) {
      return this.#over ? this.#cancelled() : this.#failed(error as CodedError);
    }
    if (!this.#mayRun) return this.#cancelled();
    const recorder = this.#recorder;
    this.#recorder = undefined;
    const session = new PluginSession({
      sandbox: this.#world.sandbox,
      package: files,
      runnerClass: this.#runnerClass,
      powers: this.powers,
      settings: this.#record.settings,
      seed: 1,
      meter: this.#meter,
      ...(recorder && { recorder }),
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
    this.#to('activated', 'activate returned');
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
    this.#to('deactivate', this.#whyStop());
    this.#to('deactivated', 'it had not begun');
    if (!this.#over) this.#users.tellGone(this.#whyNot());
  }

  async #stop(): Promise<void> {
    const session = this.#session;
    this.#to('deactivate', this.#whyStop());
    await session?.deactivate();
    this.#session = undefined;
    this.#to('deactivated', 'its isolate is gone');
    this.#world.emit('plugin.deactivated', this.id);
    if (!this.#over) this.#users.tellGone(this.#whyNot());
  }

  #listener(): SessionListener {
    const users = this.#users;
    return {
      onLoaded: () => this.#to('loaded', 'its code was evaluated'),
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
    this.#to('fail', code);
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
    this.#error = this.#toFailure(error);
    const { code, message, time } = this.#error;
    this.#to('fail', code);
    const of = { plugin: this.id, version: this.#record.version, fingerprint: fingerprint(this.#error) };
    this.#world.past.failed({ ...of, code, message, time });
    this.#world.emit('plugin.failed', this.id, { code, message });
    this.#users.tellGone(this.#whyNot());
    const isDeath = code === 'sandbox.runner-died';
    const kind = !isDeath ? 'kill' : this.#runnerClass === 'quarantine' ? 'quarantine-death' : 'runner-death';
    const step = this.#history.failed(kind);
    if (step.do === 'restart') {
      this.#restart = setTimeout(() => this.#again(), step.afterMs).unref();
      return;
    }
    this.#to('quarantine', code);
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
    this.#to('clear', 'it is tried again');
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
    this.#to('fail', failure.code);
    if (failure.state === 'quarantined') this.#to('quarantine', failure.code);
    this.#error = { code: failure.code, message: failure.message, time: failure.time };
  }

  #clear(): void {
    clearTimeout(this.#restart);
    this.#error = undefined;
    if (this.#state === 'failed' || this.#state === 'quarantined') this.#to('clear', 'its error was cleared');
  }

  #whyStop(): string {
    if (this.#over) return 'the terminal is closing, or it was uninstalled';
    return this.#record.wanted === 'disabled' ? 'it was disabled' : 'it is being changed';
  }

  /** `cause` says why, for the past of the plugin. */
  #to(event: PluginEvent, cause: string): void {
    const from = this.#state;
    this.#state = move(from, event);
    const { version } = this.#record;
    this.#world.past.moved({ plugin: this.id, time: this.#world.now(), version, from, event, to: this.#state, cause });
  }
}
