/** Tells every connected page what happens: events at once, the chart as it changes, the list of plugins once a second. */

import {
  type HostEvent,
  type LayoutStore,
  PROTOCOL,
  type ServerMessage,
  type ServerVitals,
} from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import type { PageSocket } from './page-socket.ts';

const listsMs = 1000;
/** After an event the lists follow this soon. */
const soonMs = 50;
/** The figures of an idle terminal are still true after this many looks. */
const idleLooks = 5;
const aliveMs = 20_000;
/** The desk is shown this long after it changed. */
const tradingMs = 80;

export interface BroadcastOptions {
  readonly host: Host;
  readonly layout: LayoutStore;
  readonly version: string;
  /** Differs at each start. */
  readonly run: string;
  vitals(): ServerVitals;
}

export class Broadcast implements Disposable {
  readonly #options: BroadcastOptions;
  readonly #pages = new Set<PageSocket>();
  readonly #subscriptions = new DisposableStack();
  #soon: NodeJS.Timeout | undefined;
  #trading: NodeJS.Timeout | undefined;
  #plugins = '';
  #contributions = '';
  #looks = 0;

  constructor(options: BroadcastOptions) {
    this.#options = options;
    const { host } = options;
    this.#subscriptions.use(host.onEvent((event) => this.#onEvent(event)));
    this.#subscriptions.use(
      host.chart.listen({
        onChart: () => this.#each((page) => page.onChart()),
        onSeries: (delta) => this.#each((page) => page.onSeries(delta)),
        onValues: ({ instance }, from, to) => this.#each((page) => page.onValues(instance.id, from, to)),
      }),
    );
    this.#subscriptions.use(host.trading.listen(() => this.#tradingSoon()));
    const every = (work: () => void, ms: number) => {
      const timer = setInterval(work, ms);
      timer.unref();
      this.#subscriptions.defer(() => clearInterval(timer));
    };
    every(() => this.#sendLists(), listsMs);
    every(() => this.#each((page) => page.checkAlive()), aliveMs);
    this.#subscriptions.defer(() => clearTimeout(this.#soon));
    this.#subscriptions.defer(() => clearTimeout(this.#trading));
  }

  get size(): number {
    return this.#pages.size;
  }

  /** Greets the page, sends it everything, and keeps it informed from then on. */
  async add(page: PageSocket): Promise<void> {
    const { host, version, run } = this.#options;
    const layout = await this.#options.layout.read();
    const plugins = host.plugins();
    const contributions = host.contributions();
    const { status } = host.chart;
    const { safeMode } = this.#options.vitals();
    page.send(
      toText({
        ...{ type: 'hello', protocol: PROTOCOL, version, run, plugins, contributions, chart: status, layout },
        ...(safeMode && { safeMode }),
      }),
    );
    page.send(toText({ type: 'trading', trading: host.trading.state }));
    page.resync();
    this.#pages.add(page);
  }

  remove(page: PageSocket): void {
    this.#pages.delete(page);
  }

  [Symbol.dispose](): void {
    this.#subscriptions.dispose();
  }

  #each(tell: (page: PageSocket) => void): void {
    for (const page of this.#pages) tell(page);
  }

  #onEvent(event: HostEvent): void {
    if (this.#pages.size === 0) return;
    const text = toText({ type: 'event', event });
    this.#each((page) => page.send(text));
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#sendLists();
    }, soonMs).unref();
  }

  /** Many bars may close within one look at the desk. */
  #tradingSoon(): void {
    if (this.#pages.size === 0) return;
    this.#trading ??= setTimeout(() => {
      this.#trading = undefined;
      const text = toText({ type: 'trading', trading: this.#options.host.trading.state });
      this.#each((page) => page.send(text));
    }, tradingMs).unref();
  }

  #sendLists(): void {
    if (this.#pages.size === 0) return;
    const { host, vitals } = this.#options;
    const contributions = toText({ type: 'contributions', contributions: host.contributions() });
    if (contributions !== this.#contributions) {
      this.#contributions = contributions;
      this.#each((page) => page.send(contributions));
    }
    const plugins = host.plugins();
    const seen = JSON.stringify(plugins);
    this.#looks++;
    if (seen === this.#plugins && this.#looks < idleLooks) return;
    this.#plugins = seen;
    this.#looks = 0;
    const text = toText({ type: 'plugins', plugins, server: vitals() });
    this.#each((page) => page.send(text));
  }
}

const toText = (message: ServerMessage) => JSON.stringify(message);
