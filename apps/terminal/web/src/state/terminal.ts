/** The page's one object: link, state and chart feed, joined. Whoever opens it disposes of it. */

import type { ServerMessage } from '@omnitrade/contracts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { ChartFeed } from '../chart/chart-feed.ts';
import { type ApiMethod, callApi } from '../link/api.ts';
import { measureLatency } from '../link/latency.ts';
import { Link, type PageRequest, RequestFailure } from '../link/link.ts';
import { fetchPastEvents } from '../link/past-events.ts';
import { openSession } from '../link/session.ts';
import { PanelLinks } from '../panels/panel-links.ts';
import { applyMessage, mergeEvents, startState, type TerminalState } from './terminal-state.ts';

export interface Terminal extends Disposable {
  readonly store: StoreApi<TerminalState>;
  readonly feed: ChartFeed;
  readonly panels: PanelLinks;
  /** Asks the server to do something; a refusal is shown under `title`, which says what was tried. */
  ask(title: string, request: PageRequest): Promise<boolean>;
  /** Tells the server something that nobody waits for. */
  tell(request: PageRequest): void;
  /** Calls the API; rejects with a {@link RequestFailure}, for dialogs that show what was refused themselves. */
  call<T>(method: ApiMethod, path: string, body?: unknown): Promise<T>;
  retryNow(): void;
}

export interface TerminalPorts {
  readonly window: Window;
  readonly onFailure: (title: string, sentence: string) => void;
}

const latencyEveryMs = 5000;
/** Bars that have not come this long after their chart are asked for. */
const barsWithinMs = 400;
/** At most one request for everything in this time. */
const resyncEveryMs = 1000;

export function openTerminal({ window, onFailure }: TerminalPorts): Terminal {
  const store = createStore<TerminalState>(() => startState);
  const feed = new ChartFeed(window.document);
  let csrf: string | undefined;
  let lastResync = Number.NEGATIVE_INFINITY;
  let nextResync: ReturnType<typeof setTimeout> | undefined;
  let awaitBars: ReturnType<typeof setTimeout> | undefined;

  const link = new Link({
    openSession: async () => {
      const ports = { fetch: window.fetch.bind(window), location: window.location, history: window.history };
      const session = await openSession(ports);
      csrf = session === 'refused' ? undefined : session.csrf;
      return session;
    },
    openSocket: (csrf) => {
      const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
      return new WebSocket(`${scheme}://${window.location.host}/api/socket?csrf=${encodeURIComponent(csrf)}`);
    },
    onStatus: (status) => store.setState({ link: status }),
    onMessage: take,
    onColumns: (header, values) => {
      if (!feed.apply(header, values)) resync();
    },
    onBadInput: (error) => console.error('The terminal sent something that cannot be read.', error),
  });

  const panels = new PanelLinks({ send: (request) => link.send(request), page: window.crypto.randomUUID() });

  function take(message: ServerMessage): void {
    const before = store.getState();
    // A newer terminal brings a newer page: what runs here may not understand it.
    if (message.type === 'hello' && before.version !== undefined && before.version !== message.version) {
      window.location.reload();
      return;
    }
    if (message.type === 'panel') return panels.takeState(message);
    if (message.type === 'panel-patch') return panels.takePatch(message.panel, message);
    store.setState(applyMessage(before, message));
    if (message.type === 'hello') {
      panels.reopen();
      void addPastEvents(message.run);
    }
    const { chart } = store.getState();
    if (chart?.state !== 'ready') return;
    feed.data.keepPlots(new Set(chart.chart.indicators.map((one) => one.id)));
    if (chart.chart.series !== feed.data.series) awaitBars ??= setTimeout(askForBars, barsWithinMs);
  }

  /** Bars follow their chart at once; a chart without them stays empty for good unless somebody asks. */
  function askForBars(): void {
    awaitBars = undefined;
    const { chart } = store.getState();
    if (chart?.state === 'ready' && chart.chart.series !== feed.data.series) resync();
  }

  async function addPastEvents(run: string): Promise<void> {
    const past = await fetchPastEvents(store.getState().events.at(-1)?.seq ?? 0);
    const now = store.getState();
    if (now.run === run && past.length > 0) store.setState({ events: mergeEvents(now.events, past) });
  }

  /** Asks for everything again, soon rather than often. */
  function resync(): void {
    const wait = lastResync + resyncEveryMs - performance.now();
    nextResync ??= setTimeout(
      () => {
        nextResync = undefined;
        lastResync = performance.now();
        void link.send({ type: 'resync' }).catch(() => {});
      },
      Math.max(0, wait),
    );
  }

  async function ask(title: string, request: PageRequest): Promise<boolean> {
    try {
      await link.send(request);
      return true;
    } catch (error) {
      onFailure(title, error instanceof RequestFailure ? error.message : String(error));
      return false;
    }
  }

  const latency = setInterval(async () => {
    if (store.getState().link.state !== 'live' || window.document.hidden) return;
    store.setState({ latencyMs: await measureLatency() });
  }, latencyEveryMs);

  link.open();
  return {
    store,
    feed,
    panels,
    ask,
    tell: (request) => void link.send(request).catch(() => {}),
    call: (method, path, body) => callApi({ fetch: window.fetch.bind(window), csrf: () => csrf }, method, path, body),
    retryNow: () => link.retryNow(),
    [Symbol.dispose]() {
      clearInterval(latency);
      clearTimeout(nextResync);
      clearTimeout(awaitBars);
      link[Symbol.dispose]();
      feed[Symbol.dispose]();
    },
  };
}
