/** A paper account: the broker that matches its orders, and who sent which. It knows what must be written down, and writes nothing itself. */

import {
  type DeskAccount,
  type DeskFill,
  type DeskOrder,
  type Instrument,
  type InstrumentId,
  isDoneState,
  type Json,
  type Ms,
  type OrderEvent,
  type OrderPatch,
  type SavedAccount,
  type SavedDeskOrder,
} from '@omnitrade/contracts';
import {
  type BarData,
  Decimal,
  PaperBroker,
  type Refusal,
  type SavedOrder,
  type SavedPosition,
  saveOrder,
  toDec,
} from '@omnitrade/trading';

/** An order on its way to the broker: what is asked for, and by whom. */
export interface SentOrder {
  readonly id: string;
  readonly owner: string;
  readonly run?: string;
  readonly parent?: string;
  readonly instrument: Instrument;
  readonly request: Readonly<Record<string, unknown>>;
}

export interface PaperAccountSpec {
  readonly id: string;
  readonly title: string;
  readonly cash: string;
  readonly saved?: SavedAccount;
  /** Working orders that were kept, by arrival. */
  readonly orders?: readonly SavedDeskOrder[];
  /** Finished ones and fills, for those who look back. */
  readonly past?: { readonly orders: readonly DeskOrder[]; readonly fills: readonly DeskFill[] };
  /** Told of every move of every order, after it was noted here. */
  readonly onEvent: (order: DeskOrder, event: OrderEvent) => void;
}

export interface AccountChange {
  readonly account: SavedAccount;
  readonly orders: readonly SavedDeskOrder[];
  readonly fills: readonly DeskFill[];
}

interface Entry {
  order: DeskOrder;
  readonly instrument: Instrument;
}

/** Finished orders and fills kept in memory for the page. */
const maxPast = 500;
const dayMs = 86_400_000;

/** Owned by the desk. Its clock is that of the market it trades in. */
export class PaperAccount {
  readonly id: string;
  readonly #spec: PaperAccountSpec;
  readonly #entries = new Map<string, Entry>();
  readonly #instruments = new Map<string, Instrument>();
  readonly #changed = new Set<string>();
  #fills: DeskFill[] = [];
  #newFills: DeskFill[] = [];
  #fillCount: number;
  #broker: PaperBroker;
  #time: Ms | null;
  #isChanged = false;
  /** What the account was worth when the day was first looked at. */
  #day: { readonly day: number; readonly worth: string } | undefined;

  constructor(spec: PaperAccountSpec) {
    const { saved, orders = [], past } = spec;
    this.id = spec.id;
    this.#spec = spec;
    this.#time = saved?.time ?? null;
    this.#fillCount = saved?.fills ?? 0;
    const positions = readPositions(saved?.positions);
    for (const { instrument } of [...positions, ...orders]) this.#instruments.set(instrument.id, instrument);
    for (const order of past?.orders ?? []) {
      const instrument = this.#instruments.get(order.instrument) ?? ({ id: order.instrument } as Instrument);
      this.#entries.set(order.id, { order, instrument });
    }
    for (const { order, instrument } of orders) this.#entries.set(order.id, { order, instrument });
    this.#fills = [...(past?.fills ?? [])];
    const working = orders.flatMap((one) => (one.working ? [one.working as unknown as SavedOrder] : []));
    this.#broker = this.#open(saved?.cash ?? spec.cash, {
      positions: positions.map((one) => one.saved),
      orders: working,
    });
  }

  /** The clock of its market; null before the first bar. */
  get time(): Ms | null {
    return this.#time;
  }

  get shown(): DeskAccount {
    const { id, title } = this.#spec;
    return { id, kind: 'paper', title, view: this.#broker.account, time: this.#time };
  }

  get equity(): number {
    return Number(this.#broker.account.equity);
  }

  get orders(): Iterable<DeskOrder> {
    return [...this.#entries.values()].map(({ order }) => order);
  }

  get fills(): readonly DeskFill[] {
    return this.#fills;
  }

  get broker(): PaperBroker {
    return this.#broker;
  }

  order(id: string): DeskOrder | undefined {
    return this.#entries.get(id)?.order;
  }

  /** Orders that are not done, by arrival. */
  working(accepts: (order: DeskOrder) => boolean = () => true): DeskOrder[] {
    return [...this.orders].filter((order) => !isDoneState(order.status) && accepts(order));
  }

  list(instrument: Instrument): void {
    if (this.#instruments.has(instrument.id)) return;
    this.#instruments.set(instrument.id, instrument);
    this.#broker.list(instrument);
  }

  /** What the account has lost since the day began on the clock of its market, as text; 0 if nothing. */
  get lossToday(): string {
    const day = Math.floor(this.#now() / dayMs);
    const worth = this.#broker.account.equity;
    if (this.#day?.day !== day) this.#day = { day, worth };
    const loss = new Decimal(this.#day.worth).minus(worth);
    return loss.gt(0) ? toDec(loss) : '0';
  }

  /** The latest price of the instrument as text, if there was one. */
  mark(instrument: InstrumentId): string | undefined {
    return this.#broker.markOf(instrument)?.toString();
  }

  /** A closed bar: orders match. Bars that end before the clock of the account are of no use to it. */
  onBar(instrument: Instrument, bar: BarData): void {
    this.list(instrument);
    if (bar.end < this.#broker.now) return;
    void this.lossToday;
    this.#broker.onData(instrument.id, bar);
    this.#pass(bar.end);
  }

  /** The market began anew at an earlier time: what was sent into it before is canceled, what was won stays. */
  restartMarket(why: Refusal): void {
    const at = this.#now();
    for (const { id } of this.working()) this.#end(id, 'canceled', at, why);
    const saved = { positions: this.#broker.savedPositions, orders: [] };
    this.#broker = this.#open(this.#broker.account.cash, saved);
    this.#time = null;
    this.#isChanged = true;
  }

  /** Notes an order that is about to be sent, so that it can be written down first. */
  prepare(sent: SentOrder, at: Ms): void {
    const { id, owner, run, parent, instrument, request } = sent;
    this.list(instrument);
    const text = (key: string) => (typeof request[key] === 'string' ? { [key]: request[key] as string } : {});
    const order = {
      ...{ id, account: this.id, owner, instrument: instrument.id },
      ...(run !== undefined && { run }),
      ...(parent !== undefined && { parent }),
      ...{ side: request.side, type: `${request.type}`.slice(0, 140), qty: `${request.qty}`.slice(0, 40) },
      ...text('price'),
      ...text('stop'),
      ...text('tif'),
      ...{ status: 'initialized', filled: '0', time: at, updated: at },
    } as DeskOrder;
    this.#entries.set(id, { order, instrument });
    this.#changed.add(id);
  }

  /** Sends what was prepared. Whatever is wrong with it becomes an event. */
  send({ id, instrument, request }: SentOrder, at: Ms): void {
    this.#broker.submit({ ...request, id, instrument: instrument.id }, Math.max(at, this.#now()));
  }

  /** Denies what was prepared. */
  deny(id: string, why: Refusal, at: Ms): void {
    this.#broker.deny(id, why, Math.max(at, this.#now()));
  }

  cancel(id: string, at: Ms): void {
    this.#broker.cancel(id, Math.max(at, this.#now()));
  }

  amend(id: string, patch: OrderPatch, at: Ms): void {
    this.#broker.amend(id, patch, Math.max(at, this.#now()));
    const working = this.#broker.order(id);
    if (!working) return;
    this.#put(id, {
      qty: working.qty.toString(),
      ...(working.price && { price: working.price.toString() }),
      ...(working.stop && { stop: working.stop.toString() }),
    });
  }

  /** The order is carried out in parts: its state follows from theirs. */
  put(id: string, change: Partial<DeskOrder>): void {
    this.#put(id, { ...change, updated: this.#now() });
  }

  /** From now on it is the user's. */
  handOver(id: string): void {
    this.#put(id, { owner: 'user' });
  }

  /** What has to be written since the last time; undefined if nothing. */
  takeChange(): AccountChange | undefined {
    if (!this.#isChanged && this.#changed.size === 0 && this.#newFills.length === 0) return undefined;
    const orders = [...this.#changed].flatMap((id) => this.#saved(id));
    const fills = this.#newFills;
    this.#changed.clear();
    this.#newFills = [];
    this.#isChanged = false;
    return { account: this.#savedAccount(), orders, fills };
  }

  #open(cash: string, saved: { positions: readonly SavedPosition[]; orders: readonly SavedOrder[] }): PaperBroker {
    return new PaperBroker({
      ...{ instruments: [...this.#instruments.values()], cash, saved },
      onEvent: (event) => this.#note(event),
    });
  }

  #now(): Ms {
    return Math.max(this.#time ?? 0, Number.isFinite(this.#broker?.now) ? this.#broker.now : 0);
  }

  #pass(at: Ms): void {
    this.#time = Math.max(this.#time ?? at, at);
    this.#isChanged = true;
  }

  #note(event: OrderEvent): void {
    const { clientOrderId: id, status, ts, cumQty, avgPx, code, reason, lastQty, lastPx } = event;
    const known = this.#entries.get(id);
    if (!known) return;
    const why = code === undefined ? {} : { code, ...(reason !== undefined && { reason }) };
    this.#put(id, { status, filled: cumQty, updated: ts, ...(avgPx !== undefined && { avgPrice: avgPx }), ...why });
    if (lastQty !== undefined && lastPx !== undefined) this.#fill(known.order, event, lastQty, lastPx);
    this.#spec.onEvent(known.order, event);
    this.#forget();
  }

  #fill({ id, owner, run, instrument, side }: DeskOrder, event: OrderEvent, qty: string, price: string): void {
    const { ts, fee = '0', liquidity = 'taker' } = event;
    const fill: DeskFill = {
      ...{ seq: ++this.#fillCount, time: ts, account: this.id, order: id, owner, ...(run !== undefined && { run }) },
      ...{ instrument, side, qty, price, fee, liquidity },
    };
    this.#newFills.push(fill);
    this.#fills.push(fill);
    if (this.#fills.length > maxPast * 2) this.#fills = this.#fills.slice(-maxPast);
    this.#isChanged = true;
  }

  #end(id: string, status: DeskOrder['status'], at: Ms, { code, message }: Refusal): void {
    this.#put(id, { status, updated: at, code, reason: message });
  }

  #put(id: string, change: Partial<DeskOrder>): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.order = { ...entry.order, ...change };
    this.#changed.add(id);
  }

  /** The oldest finished orders leave the memory once they are written. */
  #forget(): void {
    if (this.#entries.size <= maxPast * 2) return;
    for (const [id, { order }] of this.#entries) {
      if (this.#entries.size <= maxPast) return;
      if (isDoneState(order.status) && !this.#changed.has(id)) this.#entries.delete(id);
    }
  }

  #saved(id: string): SavedDeskOrder[] {
    const entry = this.#entries.get(id);
    if (!entry) return [];
    const { order, instrument } = entry;
    const working = isDoneState(order.status) ? undefined : this.#broker.order(id);
    const isSent = working && working.state !== 'initialized' && working.state !== 'submitted';
    return [{ order, instrument, ...(isSent && { working: saveOrder(working) as unknown as Json }) }];
  }

  #savedAccount(): SavedAccount {
    const positions = this.#broker.savedPositions.map((saved) => ({
      instrument: this.#instruments.get(saved.instrument) as unknown as Json,
      saved: saved as unknown as Json,
    }));
    return { id: this.id, cash: this.#broker.account.cash, positions, time: this.#time, fills: this.#fillCount };
  }
}

function readPositions(json: Json | undefined): { instrument: Instrument; saved: SavedPosition }[] {
  return (json ?? []) as unknown as { instrument: Instrument; saved: SavedPosition }[];
}
