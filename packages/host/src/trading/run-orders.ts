/** Carries out what strategies ask for: each order is let through the gate and written down before it is sent. */

import type { Ms, OrderPatch, RunCommand } from '@omnitrade/contracts';
import { orderError, type Refusal } from '@omnitrade/trading';
import { deskError } from './errors.ts';
import { passGate, placeOrders, signalOnly } from './order-gate.ts';
import type { SentOrder } from './paper-account.ts';
import type { StrategyRun } from './strategy-run.ts';

export interface RunOrdersWorld {
  /** True while all plugin trading is stopped. */
  readonly isHalted: () => boolean;
  /** Everything that changed so far is on disk when it resolves. */
  readonly write: () => Promise<void>;
  /** Sends an order that was let through and is on disk. */
  readonly send: (run: StrategyRun, sent: SentOrder, params: unknown, now: Ms) => Promise<void>;
  readonly cancel: (run: StrategyRun, id: string, now: Ms) => Promise<void>;
}

interface Ready {
  readonly sent: SentOrder;
  readonly params: unknown;
  readonly denial: Refusal | undefined;
}

/** Owned by the desk. */
export class RunOrders {
  readonly #world: RunOrdersWorld;

  constructor(world: RunOrdersWorld) {
    this.#world = world;
  }

  async carryOut(run: StrategyRun, commands: readonly RunCommand[], now: Ms): Promise<void> {
    const { account } = run.spec;
    const ready: Ready[] = [];
    for (const command of commands) {
      if (command.c !== 'submit') continue;
      const { params, ...request } = command.order;
      const { found, feed } = run.spec;
      const of = { owner: found.plugin.id, run: run.id, instrument: feed.instrument };
      const sent: SentOrder = { id: command.id, ...of, request };
      const denial = await this.#refuse(run, sent, now);
      run.orders++;
      account.prepare(sent, now);
      ready.push({ sent, params, denial });
    }
    // On disk before any of them is sent: whatever happens then, none is ever sent twice.
    if (ready.length > 0) await this.#world.write();
    for (const command of commands) {
      if (command.c === 'submit') await this.#send(run, ready.shift() as Ready, now);
      else if (command.c === 'cancel' && this.#isOf(run, command.id)) await this.#world.cancel(run, command.id, now);
      else if (command.c === 'amend' && this.#isOf(run, command.id))
        await this.#amend(run, command.id, command.patch, now);
    }
  }

  async #send(run: StrategyRun, { sent, params, denial }: Ready, now: Ms): Promise<void> {
    // Somebody may have pulled the cord meanwhile.
    const late = denial ?? (this.#world.isHalted() ? halted(sent.id) : undefined);
    if (late) run.spec.account.deny(sent.id, late, now);
    else await this.#world.send(run, sent, params, now);
  }

  async #refuse(run: StrategyRun, { id, instrument, request }: SentOrder, now: Ms): Promise<Refusal | undefined> {
    if (this.#world.isHalted()) return halted(id);
    if (!run.isOpen) return orderError('warming', { order: id });
    const { plugin } = run.spec.found;
    if (!plugin.powers.grants.has(placeOrders)) return signalOnly(id);
    return passGate(plugin, run.spec.account, instrument, { id, request, now });
  }

  async #amend(run: StrategyRun, id: string, patch: OrderPatch, now: Ms): Promise<void> {
    const { account, found, feed } = run.spec;
    const order = account.order(id);
    if (!order || this.#world.isHalted()) return;
    const request = { ...order, ...patch };
    const denial = await passGate(found.plugin, account, feed.instrument, { id, request, now }, order);
    if (!denial && !this.#world.isHalted()) account.amend(id, patch, now);
  }

  #isOf(run: StrategyRun, id: string): boolean {
    return run.spec.account.order(id)?.run === run.id;
  }
}

function halted(order: string): Refusal {
  const { code, message } = deskError('halted', { order });
  return { code, message };
}
