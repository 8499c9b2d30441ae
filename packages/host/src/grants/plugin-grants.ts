/**
 * What one plugin may do, as it is at this moment. Every call is decided against it; a change takes hold in memory first,
 * then on disk, then whoever listens is told. So nothing that comes after a revocation is answered by the grant that went.
 */

import { CodedError, type JsonObject } from '@omnitrade/contracts';
import {
  changeGrants,
  checkGrant,
  covers,
  type Decision,
  type Declared,
  decide,
  findAccountsRead,
  findEnd,
  type GivenGrant,
  type Grant,
  listSendable,
  mark,
  minuteMs,
  type Spend,
  spend,
  type Target,
  toMark,
  type Usage,
} from '@omnitrade/permissions';

export type GrantNotice =
  | { readonly kind: 'given' | 'revoked'; readonly permission: string }
  /** It ended by itself. */
  | { readonly kind: 'expired' | 'lapsed'; readonly permission: string }
  /** It has read accounts and reaches fewer hosts from now on, or the user let it reach more again. */
  | { readonly kind: 'narrowed' | 'widened'; readonly permission: string };

/** What the flow rule knows of a plugin. */
export interface FlowState {
  /** Since when its network is narrowed; null while it is not. */
  readonly accountsReadAt: number | null;
  /** Hosts, as permissions, that account data may go to. */
  readonly maySendTo: readonly string[];
}

export interface GrantsWorld {
  readonly declared: readonly Declared[];
  readonly grants: readonly Grant[];
  readonly usage: Usage;
  readonly now: () => number;
  /** Keeps the grants that outlive this run; resolves when they are on disk. */
  readonly save: (grants: readonly Grant[]) => Promise<void>;
  /** Keeps what was spent; resolves when it is on disk. */
  readonly saveUsage: (usage: Usage, spends: readonly Spend[]) => Promise<void>;
}

const isOf = (permission: string) => (one: Grant) => one.permission === permission;

export class PluginGrants {
  readonly #world: Omit<GrantsWorld, 'declared' | 'grants' | 'usage'>;
  readonly #listeners = new Set<(notices: readonly GrantNotice[]) => void>();
  /** Uses since the grants were last folded. */
  readonly #used = new Map<string, number>();
  #declared: readonly Declared[];
  #grants: readonly Grant[];
  #usage: Usage;
  #version = 1;
  /** The latest moment ever seen: a clock set back gives nothing back. */
  #clock = 0;
  #swept = 0;

  constructor({ declared, grants, usage, ...world }: GrantsWorld) {
    this.#world = world;
    this.#declared = declared;
    this.#grants = changeGrants(grants, { change: 'terminal-start' });
    this.#usage = usage;
  }

  /** Rises with every change of what is granted, before anyone is told of it. */
  get version(): number {
    return this.#version;
  }

  /** The living grants, with what was used of them. */
  get all(): readonly Grant[] {
    this.#sweep(this.#time());
    return this.#grants;
  }

  get declared(): readonly Declared[] {
    return this.#declared;
  }

  /** Decides about one call; spends nothing. */
  decide(permission: string, target?: Target): Decision {
    const now = this.#time();
    if (now - this.#swept >= minuteMs) this.#sweep(now);
    const ask = { grants: this.#grants, declared: this.#declared, permission, now, usage: this.#usage };
    return decide(target ? { ...ask, target } : ask);
  }

  has(permission: string): boolean {
    return this.#grants.some((one) => one.permission === permission && !findEnd(one, this.#time()));
  }

  /** Takes what an allowed call costs; if that is anything, resolves when it is on disk. */
  take({ grant, spends }: Extract<Decision, { allow: true }>): Promise<void> | undefined {
    this.#used.set(grant, (this.#used.get(grant) ?? 0) + 1);
    if (spends.length === 0) return undefined;
    const before = findAccountsRead(this.#usage);
    this.#usage = spend(this.#usage, spends);
    const saved = this.#world.saveUsage(this.#usage, spends);
    if (findAccountsRead(this.#usage) !== before) this.#narrowed([{ kind: 'narrowed', permission: 'account:read' }]);
    return saved;
  }

  get flow(): FlowState {
    return { accountsReadAt: findAccountsRead(this.#usage) ?? null, maySendTo: listSendable(this.#usage) };
  }

  /** The user says that account data may go to a host, or may not any more. On disk when it resolves. */
  allowSending(permission: string, allowed: boolean): Promise<void> {
    return this.#mark([permission], allowed, permission);
  }

  /** The user says that what it has read of accounts is of no concern any more. */
  forgetAccountsRead(): Promise<void> {
    return this.#mark(['account:read'], false, 'account:read');
  }

  /** It got from another plugin, or hands to it, what may have been read of accounts: as if it had read it itself. */
  noteAccountsRead(): void {
    if (findAccountsRead(this.#usage) !== undefined) return;
    const spent = { key: toMark('account:read'), window: this.#time(), amount: '1' };
    this.#usage = mark(this.#usage, [spent.key], true, spent.window);
    // The rule holds from now on; what is on disk follows with the next spend if this one fails.
    this.#world.saveUsage(this.#usage, [spent]).catch(() => {});
    this.#narrowed([{ kind: 'narrowed', permission: 'account:read' }]);
  }

  /** Throws the first issue of `checkGrant` as an error. */
  async give(given: GivenGrant): Promise<void> {
    const now = this.#time();
    this.#sweep(now);
    const [issue] = checkGrant(this.#declared, given, now);
    if (issue) throw new CodedError(issue.code, issue.message, { permission: given.permission, path: issue.path });
    await this.#change(changeGrants(this.#grants, { change: 'give', now, ...given }), [
      { kind: 'given', permission: given.permission },
    ]);
  }

  /** Takes one grant back, or all. False if there was none. */
  async revoke(permission?: string): Promise<boolean> {
    this.#sweep(this.#time());
    const gone = this.#grants.filter((one) => permission === undefined || one.permission === permission);
    if (gone.length === 0) return false;
    const rest = this.#grants.filter((one) => !gone.includes(one));
    const hosts = listSendable(this.#usage).filter((host) => gone.some((one) => covers(one.permission, host)));
    const changed = this.#change(
      rest,
      gone.map((one) => ({ kind: 'revoked', permission: one.permission })),
    );
    // What was said of a host was said of its grant: given anew, the question is open again.
    await Promise.all([changed, hosts.length > 0 && this.#mark(hosts, false, undefined)]);
    return true;
  }

  /** A run of the plugin is over: grants for one run end with it. */
  endRun(): void {
    const kept = changeGrants(this.#grants, { change: 'plugin-end' });
    if (kept === this.#grants) return;
    this.#grants = kept;
    this.#version++;
  }

  /** Another version: what it asks for now holds from now on; grants that live in memory only stay as they are. */
  replace(declared: readonly Declared[], grants: readonly Grant[]): void {
    const passing = this.#grants.filter((one) => one.lifetime === 'session' && !grants.some(isOf(one.permission)));
    this.#declared = declared;
    this.#grants = [...grants, ...passing];
    this.#version++;
  }

  /** Counts a use that is no call: the plugin adds to the terminal by it. */
  touch(permission: string): void {
    if (this.has(permission)) this.#used.set(permission, (this.#used.get(permission) ?? 0) + 1);
  }

  /** Keeps on disk what was used since the last time. */
  async flush(): Promise<void> {
    if (this.#used.size === 0) return;
    this.#sweep(this.#time());
    await this.#world.save(this.#lasting());
  }

  listen(listener: (notices: readonly GrantNotice[]) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** What the plugin itself may know of its grants. */
  toJson(): { readonly permission: string; readonly limits: JsonObject }[] {
    return this.all.map(({ permission, limits }) => ({ permission, limits }));
  }

  /** Holds at once, like any change; then it is kept. */
  #mark(about: readonly string[], isSet: boolean, told: string | undefined): Promise<void> {
    const marks = about.map(toMark);
    this.#usage = mark(this.#usage, marks, isSet, this.#time());
    const amount = isSet ? '1' : '0';
    const saved = this.#world.saveUsage(
      this.#usage,
      marks.map((key) => ({ key, window: this.#clock, amount })),
    );
    const widens = isSet || told === 'account:read';
    this.#narrowed(told === undefined ? [] : [{ kind: widens ? 'widened' : 'narrowed', permission: told }]);
    return saved;
  }

  #narrowed(notices: readonly GrantNotice[]): void {
    this.#version++;
    if (notices.length > 0) this.#tell(notices);
  }

  #time(): number {
    this.#clock = Math.max(this.#clock, this.#world.now());
    return this.#clock;
  }

  /** Folds in what was used and drops what has ended. */
  #sweep(now: number): void {
    for (const [permission, count] of this.#used)
      this.#grants = changeGrants(this.#grants, { change: 'use', permission, now }).map((one) =>
        one.permission === permission ? { ...one, uses: (one.uses ?? 0) + count - 1 } : one,
      );
    this.#used.clear();
    this.#swept = now;
    const notices = this.#grants.flatMap((one): GrantNotice[] => {
      const kind = findEnd(one, now);
      return kind ? [{ kind, permission: one.permission }] : [];
    });
    this.#grants = changeGrants(this.#grants, { change: 'sweep', now });
    if (notices.length === 0) return;
    this.#version++;
    this.#world.save(this.#lasting()).catch(() => {});
    this.#tell(notices);
  }

  #lasting(): readonly Grant[] {
    return this.#grants.filter(({ lifetime }) => lifetime === 'until' || lifetime === 'until-revoked');
  }

  async #change(grants: readonly Grant[], notices: readonly GrantNotice[]): Promise<void> {
    this.#grants = grants;
    this.#version++;
    try {
      await this.#world.save(this.#lasting());
    } finally {
      this.#tell(notices);
    }
  }

  #tell(notices: readonly GrantNotice[]): void {
    for (const listener of [...this.#listeners]) listener(notices);
  }
}
