/** One installed plugin: its record, where it stands, and its session while it runs; started by use, restarted with patience. */

import {
  CodedError,
  type Contribution,
  type ErrorJson,
  type JsonObject,
  type PluginId,
  type PluginRecord,
  type PluginState,
  type PluginSummary,
  type SettingsChange,
  type SettingsView,
} from '@omnitrade/contracts';
import { findNextEvent, isRunning } from '@omnitrade/lifecycle';
import { type CapsuleRecorder, type CpuProfile, Meter } from '@omnitrade/sandbox';
import { pluginError } from '../errors.ts';
import { readDeclared, readGrants, type SessionPowers } from '../grants/session-powers.ts';
import { SettingsKeeper } from '../settings/settings-keeper.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { permissionOf } from './contributions.ts';
import { KeptRecord } from './kept-record.ts';
import { openLife } from './life.ts';
import { Mishaps } from './mishaps.ts';
import { OwedSetup } from './owed-setup.ts';
import type { PluginSession } from './plugin-session.ts';
import { type PluginUser, PluginUsers } from './plugin-users.ts';
import type { PluginWorld } from './plugin-world.ts';
import { proveGone } from './prove-gone.ts';
import { Standing, sayWhyNot } from './standing.ts';
import { toSummary } from './summary.ts';
import { Suspension } from './suspension.ts';

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
  readonly #settings: SettingsKeeper;
  readonly #suspension: Suspension;
  readonly #owed: OwedSetup;
  #session: PluginSession | undefined;
  /** Starts and stops go one after the other; absent while there is nothing to do. */
  #work: Promise<void> | undefined;
  /** Writes down the next life. */
  #recorder: CapsuleRecorder | undefined;
  /** Cuts short what a start does before there is a session. */
  #cut = new AbortController();
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
    this.#settings = new SettingsKeeper(this.#kept, world.settings);
    this.#owed = new OwedSetup({ world, kept: this.#kept, powers: this.powers, settings: this.#settings });
    this.#suspension = new Suspension({
      afterMs: world.suspendMs,
      isUsed: () => this.used,
      onChange: (suspended) => world.emit(suspended ? 'plugin.suspended' : 'plugin.resumed', this.id),
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
    const permission = permissionOf(point);
    return permission === undefined || this.powers.grants.has(permission);
  }

  get summary(): PluginSummary {
    this.#meter.strikes = this.#mishaps.strikes;
    return toSummary(this.record, this.state, this.#standing.error, this.#meter.usage, this.#world.kept());
  }

  get used(): boolean {
    return this.#users.size > 0;
  }

  /** Puts the plugin to use: it is started if it may be. The user hears at once where it stands, unless it is on its way. */
  use(user: PluginUser): Disposable {
    const added = this.#users.add(user);
    const { state } = this;
    this.#suspension.used();
    if (this.#session && state === 'active') this.#users.tellActive(this.#session, [user]);
    else if (this.record.wanted === 'disabled' || this.#over || this.#world.isSafe())
      this.#users.tellGone(this.#whyNot(), [user]);
    else if (state === 'failed' || state === 'quarantined') this.#users.tellGone(this.#whyNot(), [user]);
    else void this.settle();
    return {
      [Symbol.dispose]: () => {
        added[Symbol.dispose]();
        this.#suspension.released();
      },
    };
  }

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

  settings(): Promise<SettingsView> {
    return this.#settings.view();
  }

  /** Resolves when it is on disk; the plugin hears of it once, if anything changed for it. Throws `settings.*`. */
  async changeSettings(change: SettingsChange): Promise<void> {
    const { settings, changed } = await this.#settings.change(change);
    if (changed.length === 0) return;
    this.#world.emit('settings.changed', this.id, { scope: change.scope, changed });
    this.#session?.tell('settings.changed', { settings, changed });
  }

  /**
   * Does what is owed to this version before its first life. Only while held, inside a change of the store that undoes
   * what was written if this throws `plugin.*` or `sandbox.*`. A disabled plugin is set up when it is next started.
   */
  setUp(): Promise<void> {
    this.#cut = new AbortController();
    return this.#owed.within(this.#cut.signal);
  }

  /** The same, as a change of its own: if it fails, the plugin is there and marked failed, like one that failed its trial. */
  async setUpOrFail(): Promise<void> {
    this.#cut = new AbortController();
    try {
      await this.#owed.apart(this.#cut.signal);
    } catch (error) {
      const failure = { state: 'failed', ...this.#standing.note(error) } as const;
      await this.#kept.change({ failure });
      if (this.state === 'installed') this.#standing.adopt(failure);
    }
  }

  /** Where the time of its turns goes. Rejects with `plugin.stopped` if it does not run, and `sandbox.profile-*`. */
  async profile(ms: number): Promise<CpuProfile> {
    if (!this.#session) throw pluginError('stopped', { plugin: this.id });
    return this.#session.profile(ms);
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
    this.#suspension[Symbol.dispose]();
    this.#cut.abort();
    this.#session?.[Symbol.dispose]();
    this.#session = undefined;
  }

  get #mayRun(): boolean {
    return this.record.wanted === 'enabled' && this.#holds === 0 && !this.#over && !this.#world.isSafe();
  }

  #whyNot(): ErrorJson {
    const { wanted } = this.record;
    const { error } = this.#standing;
    return sayWhyNot(this.id, { wanted, isSafe: this.#world.isSafe(), isOver: this.#over, ...(error && { error }) });
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
    this.#cut = new AbortController();
    let files: PluginPackage;
    let settings: JsonObject;
    try {
      files = await this.#world.readPackage(this.record);
      await this.#owed.apart(this.#cut.signal, files);
      settings = await this.#readSettings();
    } catch (error) {
      return this.#mayRun ? this.#mishaps.failed(error as CodedError) : this.#cancelled();
    }
    if (!this.#mayRun) return this.#cancelled();
    const session = this.#open(files, settings);
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

  /** What it is to see; what is stored and no longer fits is said. */
  async #readSettings(): Promise<JsonObject> {
    const { values, warnings } = await this.#settings.effective();
    for (const message of warnings) {
      this.#world.log(this.id, 'warn', message);
      this.#world.emit('plugin.warned', this.id, { code: 'settings.not-used', message });
    }
    return values;
  }

  #open(files: PluginPackage, settings: JsonObject): PluginSession {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    return openLife({
      world: this.#world,
      record: this.record,
      package: files,
      settings,
      powers: this.powers,
      users: this.#users,
      meter: this.#meter,
      company: this.#mishaps.company,
      recorder,
      onLoaded: () => this.#standing.to('loaded', 'its code was evaluated'),
      onStopped: (cause, error) => this.#stopped(cause, error),
    });
  }

  /** Its isolate is gone without having been asked to. */
  #stopped(cause: 'self' | 'neighbour', error: CodedError): void {
    const session = this.#session;
    this.#session = undefined;
    this.#suspension[Symbol.dispose]();
    if (this.#over) return;
    if (session) void proveGone(session, this.#world.inForce, this.#world);
    if (this.state === 'deactivating') this.#mishaps.diedLeaving(error);
    else if (cause === 'neighbour') this.#mishaps.interrupted(error);
    else this.#mishaps.failed(error);
  }

  #activated(session: PluginSession): void {
    this.#standing.to('activated', 'activate returned');
    this.#standing.error = undefined;
    this.#mishaps.activated();
    const used = this.record.contributions.flatMap(({ point }) => permissionOf(point) ?? []);
    for (const permission of new Set(used)) this.powers.grants.touch(permission);
    this.#world.emit('plugin.activated', this.id, { version: this.record.version });
    this.#users.tellActive(session);
    this.#suspension.begin(session);
  }

  /** Lets go of a plugin that is not yet active, so that nobody waits for its deadlines. */
  #cutShort(): void {
    if (this.state !== 'loading' && this.state !== 'activating') return;
    this.#cut.abort();
    this.#session?.[Symbol.dispose]();
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
    this.#suspension[Symbol.dispose]();
    await session?.deactivate();
    this.#session = undefined;
    if (session) await proveGone(session, this.#world.inForce, this.#world);
    this.#standing.to('deactivated', 'its isolate is gone');
    this.#world.emit('plugin.deactivated', this.id);
    if (!this.#over) this.#users.tellGone(this.#whyNot());
  }

  /** The error stays on show until the plugin is active again. */
  #again(): void {
    if (this.state !== 'failed') return;
    this.#standing.to('clear', 'it is tried again');
    this.#meter.restarts++;
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
