/** One installed plugin: its record, where it stands, and its session while it runs; started by use, restarted with patience. */

import {
  CodedError,
  type Contribution,
  type ErrorJson,
  extensionPoints,
  type PluginId,
  type PluginRecord,
  type PluginState,
  type PluginSummary,
  toErrorJson,
} from '@omnitrade/contracts';
import { findNextEvent, isRunning } from '@omnitrade/lifecycle';
import { type CapsuleRecorder, Meter } from '@omnitrade/sandbox';
import { registryError } from '../errors.ts';
import { readDeclared, readGrants, type SessionPowers } from '../grants/session-powers.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { KeptRecord } from './kept-record.ts';
import { Mishaps } from './mishaps.ts';
import { PluginSession, type SessionListener } from './plugin-session.ts';
import { type PluginUser, PluginUsers } from './plugin-users.ts';
import type { PluginWorld } from './plugin-world.ts';
import { Standing } from './standing.ts';
import { toSummary } from './summary.ts';

export class InstalledPlugin {
  readonly id: PluginId;
  /** What it can act with, running or not. */
  readonly powers: SessionPowers;
  readonly #world: PluginWorld;
  readonly #meter = new Meter();
  readonly #users: PluginUsers;
  readonly #kept: KeptRecord;
  readonly #standing: Standing;
  readonly #mishaps: Mishaps;
  #session: PluginSession | undefined;
  /** Starts and stops go one after the other; absent while there is nothing to do. */
  #work: Promise<void> | undefined;
  /** Writes down the next life. */
  #recorder: CapsuleRecorder | undefined;
  #holds = 0;
  #over = false;

  constructor(record: PluginRecord, world: PluginWorld) {
    this.id = record.id;
    this.#world = world;
    this.#kept = new KeptRecord(record, world.save);
    const grants = world.createGrants(record, (lasting) => this.#kept.change({ grants: lasting }));
    this.powers = { ...world.services, grants };
    this.#users = new PluginUsers((text) => world.log(record.id, 'error', text));
    this.#standing = new Standing(record.id, world, () => this.record.version);
    this.#mishaps = new Mishaps({
      plugin: record.id,
      world,
      standing: this.#standing,
      record: () => this.record,
      keep: (failure) => this.#kept.change({ failure }),
      isUsed: () => this.used,
      tellGone: () => this.#users.tellGone(this.#whyNot()),
      again: () => this.#again(),
      beginAnew: () => void this.hold().then((held) => held[Symbol.dispose]()),
    });
    this.#standing.adopt(record.failure);
  }

  get record(): PluginRecord {
    return this.#kept.now;
  }

  get state(): PluginState {
    return this.#standing.state;
  }

  get contributions(): readonly Contribution[] {
    return this.record.contributions.filter(({ point }) => this.#isGranted(point));
  }

  #isGranted(point: Contribution['point']): boolean {
    return this.powers.grants.has(extensionPoints[point].permission);
  }

  get summary(): PluginSummary {
    return toSummary(this.record, this.state, this.#standing.error, this.#meter.usage);
  }

  get used(): boolean {
    return this.#users.size > 0;
  }

  /** Puts the plugin to use: it is started if it may be. The user hears at once where it stands, unless it is on its way. */
  use(user: PluginUser): Disposable {
    const use = this.#users.add(user);
    const { state } = this;
    if (this.#session && state === 'active') this.#users.tellActive(this.#session, [user]);
    else if (this.record.wanted === 'disabled' || this.#over || this.#world.isSafe)
      this.#users.tellGone(this.#whyNot(), [user]);
    else if (state === 'failed' || state === 'quarantined') this.#users.tellGone(this.#whyNot(), [user]);
    else void this.settle();
    return use;
  }

    this.#meter.strikes = this.#mishaps.strikes;
  /** Resolves when the plugin is what is wanted of it, or has failed. */
  settle(): Promise<void> {
    const step = this.#nextStep();
    if (step) this.#work ??= this.#carryOut(step);
    return this.#work ?? Promise.resolve();
  }

  async enable(): Promise<void> {
    await this.#kept.change({ wanted: 'enabled' });
    this.#world.emit('plugin.enabled', this.id);
    await this.settle();
  }

  /** Whether it may be brought to another version. */
  async pin(pinned: boolean): Promise<void> {
    await this.#kept.change({ pinned });
    this.#world.emit(pinned ? 'plugin.pinned' : 'plugin.unpinned', this.id, { version: this.record.version });
  }

  async disable(): Promise<void> {
    await this.#kept.change({ wanted: 'disabled' });
    this.#world.emit('plugin.disabled', this.id);
    if (this.state === 'failed' && !this.record.failure) this.#clear();
    if (!isRunning(this.state)) this.#users.tellGone(this.#whyNot());
    this.#cutShort();
    await this.settle();
  }

  /** Forgets what went wrong and starts it again if it is in use. Throws what goes wrong this time. */
  async retry(): Promise<void> {
    this.#mishaps.forget();
    if (this.record.failure) await this.#kept.change({ failure: null });
    this.#clear();
    await this.settle();
    const { error } = this.#standing;
    if (error) throw new CodedError(error.code, error.message, { plugin: this.id });
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
    await this.#kept.quiet;
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
    return this.#kept.inOrder(async () => {
      this.#mishaps[Symbol.dispose]();
      const { error } = this.#standing;
      const before = this.record;
      const wasQuarantined = this.state === 'quarantined';
      this.#standing.to('update', `${before.version} to ${record.version}`);
      try {
        await this.#kept.put(record, save);
        this.#mishaps.forget(wasQuarantined);
        this.powers.grants.replace(readDeclared(record.manifest), readGrants(record));
      } finally {
        const isNew = this.record === record;
        this.#standing.to('updated', isNew ? 'it is in place' : 'it could not be kept');
        this.#standing.error = isNew ? undefined : error;
        this.#standing.adopt(this.record.failure);
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
    this.#kept.leave();
    this.#mishaps[Symbol.dispose]();
    this.#session?.[Symbol.dispose]();
    this.#session = undefined;
  }

  get #mayRun(): boolean {
    return this.record.wanted === 'enabled' && this.#holds === 0 && !this.#over && !this.#world.isSafe;
  }

  /** Why it does not run; used only when it does not. */
  #whyNot(): ErrorJson {
    const plugin = this.id;
    const { error } = this.#standing;
    if (this.#over) return toErrorJson(registryError('not-installed', { plugin }));
    if (this.record.wanted === 'disabled') return toErrorJson(registryError('disabled', { plugin }));
    if (error) return { code: error.code, message: error.message, data: { plugin } };
    if (this.#world.isSafe) return toErrorJson(registryError('safe-mode', { plugin }));
    return toErrorJson(registryError('being-changed', { plugin }));
  }

  #nextStep(): (() => Promise<void>) | undefined {
    if (this.#over) return undefined;
    const wanted = this.#mayRun ? 'enabled' : 'disabled';
    switch (findNextEvent(this.state, { wanted, inUse: this.used })) {
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
    this.#standing.to('load', 'it is in use');
    let files: PluginPackage;
    try {
      files = await this.#world.readPackage(this.record);
    } catch (error) {
      return this.#over ? this.#cancelled() : this.#mishaps.failed(error as CodedError);
    }
    if (!this.#mayRun) return this.#cancelled();
    const session = this.#open(files);
    this.#session = session;
    const active = await session.activated.then(
      () => true,
      () => false,
    );
    // It may have been stopped in the same moment.
    if (this.#session !== session) return;
    if (!active) return this.#cancelled();
    this.#activated(session);
  }

  #open(files: PluginPackage): PluginSession {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    return new PluginSession({
      sandbox: this.#world.sandbox,
      package: files,
      ...this.#mishaps.company,
      powers: this.powers,
      settings: this.record.settings,
      seed: 1,
      meter: this.#meter,
      ...(recorder && { recorder }),
      listener: this.#listener(),
    });
  }

  #activated(session: PluginSession): void {
    this.#standing.to('activated', 'activate returned');
    this.#standing.error = undefined;
    this.#mishaps.activated();
    const used = this.record.contributions.map(({ point }) => extensionPoints[point].permission);
    for (const permission of new Set(used)) this.powers.grants.touch(permission);
    this.#world.emit('plugin.activated', this.id, { version: this.record.version });
    this.#users.tellActive(session);
  }

  /** Lets go of a plugin that is not yet active, so that nobody waits for its deadlines. */
  #cutShort(): void {
    if (this.state === 'loading' || this.state === 'activating') this.#session?.[Symbol.dispose]();
  }

  #cancelled(): void {
    this.#session = undefined;
    this.#standing.to('deactivate', this.#whyStop());
    this.#standing.to('deactivated', 'it had not begun');
    if (!this.#over) this.#users.tellGone(this.#whyNot());
  }

  async #stop(): Promise<void> {
    const session = this.#session;
    this.#standing.to('deactivate', this.#whyStop());
    await session?.deactivate();
    this.#session = undefined;
    this.#standing.to('deactivated', 'its isolate is gone');
    this.#world.emit('plugin.deactivated', this.id);
    if (!this.#over) this.#users.tellGone(this.#whyNot());
  }

  #listener(): SessionListener {
    const users = this.#users;
    return {
      onLoaded: () => this.#standing.to('loaded', 'its code was evaluated'),
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
        if (this.state === 'deactivating') this.#mishaps.diedLeaving(error);
        else if (cause === 'neighbour') this.#mishaps.interrupted(error);
        else this.#mishaps.failed(error);
      },
    };
  }

  /** The error stays on show until the plugin is active again. */
  #again(): void {
    if (this.state !== 'failed') return;
    this.#standing.to('clear', 'it is tried again');
    void this.settle();
  }

  #clear(): void {
    this.#mishaps[Symbol.dispose]();
    this.#standing.clear();
  }

  #whyStop(): string {
    if (this.#over) return 'the terminal is closing, or it was uninstalled';
    return this.record.wanted === 'disabled' ? 'it was disabled' : 'it is being changed';
  }
}
    this.#meter.restarts++;
