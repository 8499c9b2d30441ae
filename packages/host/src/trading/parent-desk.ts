/** The orders that order types of plugins carry out: who may take one, and what becomes of it when somebody is gone. */

import {
  type DeskOrder,
  type ErrorJson,
  isCoded,
  isDoneState,
  type JsonObject,
  type Ms,
  type OrderEvent,
  toErrorJson,
} from '@omnitrade/contracts';
import { checkOrder, type Refusal } from '@omnitrade/trading';
import { admit } from '../grants/admit.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { deskError } from './errors.ts';
import { findContribution, resolveRunInputs } from './find-contribution.ts';
import type { MarketFeed } from './market-feed.ts';
import type { PaperAccount, SentOrder } from './paper-account.ts';
import { ParentRun } from './parent-run.ts';

export interface ParentWorld {
  readonly plugins: () => Iterable<InstalledPlugin>;
  readonly nextInstance: () => number;
  readonly write: () => Promise<void>;
  readonly onMoved: (order: DeskOrder, child: OrderEvent | undefined) => void;
  /** Does something in its turn. */
  readonly inLine: (work: () => Promise<void>) => Promise<void>;
}

const permission = 'trading:order-types';
const prefix = 'plugin:';

export const isCustom = (type: unknown): type is string => typeof type === 'string' && type.startsWith(prefix);

/** Owned by the desk. */
export class ParentDesk {
  readonly #world: ParentWorld;
  readonly #runs = new Map<string, ParentRun>();

  constructor(world: ParentWorld) {
    this.#world = world;
  }

  /** The order type takes the order, which was prepared; if it does not, the order is denied with the reason. */
  async send(account: PaperAccount, feed: MarketFeed, sent: SentOrder, params: unknown, now: Ms): Promise<void> {
    try {
      const run = await this.#open(account, feed, sent, params, now);
      this.#runs.set(run.id, run);
      try {
        await run.start(now);
      } catch (error) {
        this.#runs.delete(run.id);
        throw error;
      }
    } catch (error) {
      if (!isCoded(error)) throw error;
      const { code, message } = error as Error & Refusal;
      account.deny(sent.id, { code, message }, now);
    }
  }

  /** True if the order is carried out here, and now is no more. */
  async cancel(id: string, now: Ms, why?: Refusal): Promise<boolean> {
    const run = this.#runs.get(id);
    if (!run?.isLive) return false;
    await run.cancel(now, why ?? deskError('type-over', { order: id }));
    return true;
  }

  /** At once, without asking anybody. */
  endAll(now: Ms, why: Refusal, accepts: (run: ParentRun) => boolean = () => true): void {
    for (const run of this.#runs.values()) if (run.isLive && accepts(run)) run.end(now, why);
  }

  note(child: DeskOrder, event: OrderEvent): void {
    if (child.parent !== undefined) this.#runs.get(child.parent)?.note(event);
  }

  async onBar(index: number, end: Ms): Promise<void> {
    for (const run of this.#runs.values()) await this.#guard(run, () => run.onBar(index, end));
    for (const [id, run] of this.#runs) {
      const order = run.spec.account.order(id);
      if (!run.isLive && (!order || isDoneState(order.status))) this.#runs.delete(id);
    }
  }

  async settle(now: Ms): Promise<void> {
    for (const run of this.#runs.values()) await this.#guard(run, () => run.settle(now));
  }

  async #open(account: PaperAccount, feed: MarketFeed, sent: SentOrder, params: unknown, now: Ms): Promise<ParentRun> {
    const { id, request, instrument, owner } = sent;
    const name = `${request.type}`.slice(prefix.length);
    const found = findContribution(this.#world.plugins(), 'trading.orderType', name);
    const { plugin, contribution } = found;
    const type = request.price === undefined ? 'market' : 'limit';
    if (!contribution.info.parents.includes(type))
      throw deskError('not-taken', { order: id, text: `${contribution.info.title} carries out no ${type} orders.` });
    const check = checkOrder({ ...request, id, type }, instrument, now);
    if (!check.ok) throw Object.assign(new Error(check.refusal.message), { code: check.refusal.code, data: {} });
    const inputs = resolveRunInputs(name, contribution.info.inputs, (params ?? {}) as JsonObject);
    const { grants, audit } = plugin.powers;
    const caller = { plugin: plugin.id, version: plugin.record.version, grants, audit };
    await admit(caller, { permission, call: 'orders.carry-out', target: { instrument: instrument.id }, about: id });
    return new ParentRun({
      ...{ found, account, feed, terms: check.terms, inputs, owner, instance: this.#world.nextInstance() },
      write: this.#world.write,
      onMoved: this.#world.onMoved,
      onLost: (run, error) => void this.#lost(run, error),
    });
  }

  #lost(run: ParentRun, error: ErrorJson): Promise<void> {
    // At once: nothing of it may go on without whoever answered for it.
    run.end(run.spec.account.time ?? 0, deskError('type-failed', { order: run.id, text: error.message }));
    return this.#world.inLine(() => this.#world.write());
  }

  async #guard(run: ParentRun, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!run.isLive) return;
      const { message } = toErrorJson(error);
      run.end(run.spec.account.time ?? 0, deskError('type-failed', { order: run.id, text: message }));
    }
  }
}
