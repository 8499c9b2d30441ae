/** One page: what it is sent, no faster than it takes it, and what it asks for. */

import type { LayoutStore, SeriesDelta, ServerMessage } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import type { RawData, WebSocket } from 'ws';
import { terminalError } from '../errors.ts';
import { toReply } from '../http/status-codes.ts';
import { parseJson } from '../parse-json.ts';
import { TokenBucket } from '../security/token-bucket.ts';
import { ColumnQueue } from './column-queue.ts';
import { carryOut, findMessageId, parsePageMessage } from './page-messages.ts';
import { PagePanels } from './page-panels.ts';

const flushMs = 16;
/** Above this, values wait and merge; what cannot be merged goes on. */
const highWaterBytes = 4 * 1024 * 1024;
/** A page this far behind has stopped reading: it may come back and resume. */
const deadBytes = 64 * 1024 * 1024;
const messageRate = { burst: 200, perSecond: 50 };
const maxPending = 32;

/** Codes of RFC 6455. */
export const closeCode = { goingAway: 1001, notAccepted: 1003, badData: 1007, policy: 1008, tryLater: 1013 } as const;

export interface PageSocketOptions {
  readonly socket: WebSocket;
  readonly host: Host;
  readonly layout: LayoutStore;
  readonly onError: (error: unknown) => void;
}

export class PageSocket implements Disposable {
  readonly #socket: WebSocket;
  readonly #options: PageSocketOptions;
  readonly #columns: ColumnQueue;
  readonly #panels: PagePanels;
  readonly #messages = new TokenBucket(messageRate);
  #chartChanged = false;
  #timer: NodeJS.Timeout | undefined;
  #pending = 0;
  #answered = true;

  constructor(options: PageSocketOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#columns = new ColumnQueue(options.host.chart);
    this.#panels = new PagePanels(options.host.panels, {
      send: (message) => this.send(JSON.stringify(message)),
      isFull: () => this.#socket.bufferedAmount > highWaterBytes,
      onWaiting: () => this.#flushLater(),
    });
    this.#socket.on('message', (data, isBinary) => this.#take(data, isBinary));
    this.#socket.on('pong', () => {
      this.#answered = true;
    });
  }

  /** Sends a message that must not be lost or merged. */
  send(json: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > deadBytes) this.#socket.terminate();
    else this.#socket.send(json);
  }

  /** Everything the chart holds is sent anew. */
  resync(): void {
    this.#columns.addAll();
    this.#chartChanged = true;
    this.#flushLater();
  }

  onChart(): void {
    this.#chartChanged = true;
    this.#flushLater();
  }

  onSeries(delta: SeriesDelta): void {
    this.#columns.addSeries(delta);
    this.#flushLater();
  }

  onValues(instance: string, from: number, to: number): void {
    this.#columns.addValues(instance, from, to);
    this.#flushLater();
  }

  /** Ends a page that did not answer since the last call. */
  checkAlive(): void {
    if (!this.#answered) this.#socket.terminate();
    this.#answered = false;
    this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  [Symbol.dispose](): void {
    this.#stopTimer();
    this.#panels[Symbol.dispose]();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #flushLater(): void {
    if (this.#socket.readyState === this.#socket.OPEN)
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#flush();
      }, flushMs);
  }

  #flush(): void {
    if (this.#socket.bufferedAmount <= highWaterBytes && this.#chartChanged) {
      this.#chartChanged = false;
      this.send(JSON.stringify({ type: 'chart', chart: this.#options.host.chart.status } satisfies ServerMessage));
    }
    while (this.#socket.bufferedAmount <= highWaterBytes) {
      const frame = this.#columns.take();
      if (frame === undefined) break;
      this.#socket.send(frame);
    }
    this.#panels.catchUp();
    if (this.#chartChanged || !this.#columns.isEmpty || this.#panels.isWaiting) this.#flushLater();
  }

  #take(data: RawData, isBinary: boolean): void {
    if (!this.#messages.take()) return this.close(closeCode.policy, 'too many messages');
    if (isBinary) return this.close(closeCode.notAccepted, 'messages are text');
    let value: unknown;
    try {
      value = parseJson(String(data));
    } catch {
      return this.close(closeCode.badData, 'a message is not JSON that can be used');
    }
    const id = findMessageId(value);
    if (id === undefined) return this.close(closeCode.policy, 'a message has no id');
    void this.#answer(id, value);
  }

  async #answer(id: number, value: unknown): Promise<void> {
    this.#pending++;
    try {
      if (this.#pending > maxPending) throw terminalError('busy', { limit: maxPending });
      const { host, layout } = this.#options;
      const panels = this.#panels;
      await carryOut(parsePageMessage(value), { host, layout, panels, resync: () => this.resync() });
      this.#reply({ type: 'answer', id, ok: true });
    } catch (thrown) {
      const { status, error } = toReply(thrown);
      if (status >= 500) this.#options.onError(thrown);
      this.#reply({ type: 'answer', id, ok: false, error });
    } finally {
      this.#pending--;
    }
  }

  /** What the message changed goes out before its answer. */
  #reply(answer: ServerMessage): void {
    if (this.#timer !== undefined) {
      this.#stopTimer();
      this.#flush();
    }
    this.send(JSON.stringify(answer));
  }
}
