/**
 * One order carried out by an order type of a plugin: the plugin asks for children, and this file sees to it that they
 * are never more than the order, that the order is as far as they are, and that nothing rests once it is over.
 */

import {
  type ChildRequest,
  type DeskOrder,
  type ErrorJson,
  isDoneState,
  type JsonObject,
  type Ms,
  type OrderEvent,
  type RunCommand,
} from '@omnitrade/contracts';
import { type OrderTerms, ParentOrder, RunDriver, type RunFlow, toDec, toStrategyAccount } from '@omnitrade/trading';
import { deskError } from './errors.ts';
import type { Found } from './find-contribution.ts';
import type { MarketFeed } from './market-feed.ts';
import { type OpenedRun, openRun } from './open-run.ts';
import type { PaperAccount, SentOrder } from './paper-account.ts';

export interface ParentRunSpec {
  readonly found: Found<'trading.orderType'>;
  readonly account: PaperAccount;
  readonly feed: MarketFeed;
  readonly terms: OrderTerms;
  readonly inputs: JsonObject;
  readonly instance: number;
  readonly owner: string;
  /** On disk before it is sent. */
  readonly write: () => Promise<void>;
  /** The order has moved, perhaps by a fill of a child. */
  readonly onMoved: (order: DeskOrder, child: OrderEvent | undefined) => void;
  readonly onLost: (run: ParentRun, error: ErrorJson) => void;
}

/** Owned by the desk, which calls it for one thing at a time. */
export class ParentRun {
  readonly id: string;
  readonly spec: ParentRunSpec;
  readonly #parent: ParentOrder;
  #view: ParentOrder['view'];
  #opened: OpenedRun | undefined;
  #driver: RunDriver | undefined;
  #why: { readonly code: string; readonly reason: string } | undefined;

  constructor(spec: ParentRunSpec) {
    this.id = spec.terms.id;
    this.spec = spec;
    this.#parent = new ParentOrder(spec.terms);
    this.#view = this.#parent.view;
  }

  get isLive(): boolean {
    return this.#driver !== undefined;
  }

  /** True if the order is one of its children. */
  owns(id: string): boolean {
    return id.startsWith(`${this.id}-E`);
  }

  /** Rejects with why the order type cannot take the order. */
  async start(now: Ms): Promise<void> {
    const { found, account, feed, inputs, instance } = this.spec;
    const { plugin, contribution } = found;
    const opened = await openRun({
      ...{ plugin, point: 'trading.orderType', local: contribution.id, feed, inputs, run: this.id, instance },
      idOf: (n) => `${this.id}-E${n}`,
      onLost: (error) => this.spec.onLost(this, error),
    });
    try {
      const refusal = await opened.link.check(this.#view);
      if (refusal !== undefined) throw deskError('not-taken', { order: this.id, text: refusal });
      const snapshot = toStrategyAccount(account.broker.account, '0');
      const begin = { run: this.id, mode: 'paper', seed: 1, now, account: snapshot, parent: this.#view } as const;
      const callbacks = await opened.link.begin(begin);
      this.#opened = opened;
      this.#driver = new RunDriver({ run: this.id, callbacks, account: () => snapshot, parent: () => this.#view });
    } catch (error) {
      opened[Symbol.dispose]();
      throw error;
    }
    this.#tell(undefined);
    const last = feed.closed;
    if (last > 0) await this.#drive(this.#driver.bars(last - 1, last, feed.endOf(last - 1)));
    await this.#drive(this.#driver.start(now));
    this.#settleState();
  }

  async onBar(index: number, end: Ms): Promise<void> {
    const driver = this.#driver;
    if (!driver) return;
    await this.#drive(driver.ring(end - 1, end - 1));
    if (this.#driver) await this.#drive(driver.bars(index, index + 1, end));
    await this.settle(end);
    if (this.#driver) await this.#drive(driver.ring(end, end));
    this.#settleState();
  }

  /** A child has moved. */
  note(event: OrderEvent): void {
    this.#parent.onChild(event);
    this.#view = this.#parent.view;
    this.#driver?.note(event);
    this.#tell(event);
  }

  async settle(now: Ms): Promise<void> {
    if (this.#driver) await this.#drive(this.#driver.settle(now));
    this.#settleState();
  }

  /** It hears that it is over; its children are canceled whatever it does. Never rejects. */
  async cancel(now: Ms, why: { readonly code: string; readonly message: string }): Promise<void> {
    const driver = this.#driver;
    try {
      if (driver) await this.#drive(driver.stop(now, why.message));
    } catch {
      // It is on its way out anyway.
    }
    this.end(now, why);
  }

  /** Over at once: no more children, those that work are canceled, what is left is reported. */
  end(now: Ms, { code, message }: { readonly code: string; readonly message: string }): void {
    this.#why ??= { code, reason: message };
    this.#finish(now);
  }

  #finish(now: Ms): void {
    this.#driver = undefined;
    this.#opened?.[Symbol.dispose]();
    this.#opened = undefined;
    for (const child of this.#parent.finish()) this.spec.account.cancel(child, now);
    this.#tell(undefined);
  }

  /** Once it is filled or all is canceled, the plugin has nothing more to do. */
  #settleState(): void {
    if (this.#driver && isDoneState(this.#parent.state)) this.#finish(this.spec.account.time ?? 0);
  }

  async #drive<T>(flow: RunFlow<T>): Promise<T> {
    for (let next = flow.next(); ; ) {
      if (next.done) return next.value;
      const effect = next.value;
      if (effect.kind === 'commands') {
        await this.#carryOut(effect.commands, effect.now);
        next = flow.next(undefined);
      } else {
        const link = this.#opened?.link;
        if (!link) throw deskError('run-over', { run: this.id, reason: 'it was ended' });
        next = flow.next(await link.step(effect.step));
      }
    }
  }

  async #carryOut(commands: readonly RunCommand[], now: Ms): Promise<void> {
    const { account } = this.spec;
    const ready: SentOrder[] = [];
    for (const command of commands) {
      if (command.c !== 'spawn') continue;
      const spawned = this.#parent.spawn(command.order as unknown as ChildRequest, command.id);
      if ('child' in spawned) {
        const sent = this.#toSent(command.id, spawned.child as unknown as Record<string, unknown>);
        account.prepare(sent, now);
        ready.push(sent);
      } else this.#deny(command.id, spawned.refusal, now);
    }
    this.#view = this.#parent.view;
    if (ready.length > 0) await this.spec.write();
    for (const sent of ready) account.send(sent, now);
    for (const command of commands) {
      if (command.c === 'cancel' && this.owns(command.id)) account.cancel(command.id, now);
      if (command.c === 'finish') for (const child of this.#parent.finish()) account.cancel(child, now);
    }
    this.#tell(undefined);
  }

  #toSent(id: string, request: Readonly<Record<string, unknown>>): SentOrder {
    const { owner, feed } = this.spec;
    return { id, owner, parent: this.id, instrument: feed.instrument, request };
  }

  /** A child that never was: only the order type hears of it. */
  #deny(id: string, { code, message }: { readonly code: string; readonly message: string }, now: Ms): void {
    const denied = { seq: 0, ts: now, clientOrderId: id, status: 'denied', cumQty: '0', leavesQty: '0' } as const;
    this.#driver?.note({ ...denied, code, reason: message });
  }

  /** The order is as far as its children are. */
  #tell(child: OrderEvent | undefined): void {
    const { account, onMoved } = this.spec;
    const { state, filled, average } = this.#parent;
    const why = state === 'canceled' && this.#why ? this.#why : {};
    const price = average ? { avgPrice: toDec(average) } : {};
    account.put(this.id, { status: state, filled: toDec(filled), ...price, ...why });
    const order = account.order(this.id);
    if (order) onMoved(order, child);
  }
}
