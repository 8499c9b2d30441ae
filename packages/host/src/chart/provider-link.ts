/** The chart's line to its data provider: instrument, history and live bars, all checked before anybody sees them. */

import {
  type Bar,
  type BarColumns,
  barColumnNames,
  CodedError,
  type ContributionId,
  type Instrument,
  type Json,
  type ProviderInfo,
  parseContributionId,
  type SeriesReader,
} from '@omnitrade/contracts';
import { checkBars, checkInstrument, describeRejections, type Hub, parseBar } from '@omnitrade/market';
import { chartError } from '../errors.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';

export interface ProviderRequest {
  readonly provider: ContributionId;
  readonly info: ProviderInfo;
  readonly instrument: string;
  readonly timeframe: string;
}

/** Something a trader should know about the data, though the chart goes on. */
export type Notice = (code: string, message: string) => void;

/** The newest bars a live series begins with. */
const historyBars = 200_000;
const farFuture = 8_640_000_000_000_000;

/** The same kind of notice is told again only after this long, with the number of those in between. */
const noticeMs = 10_000;
const subscription = 'chart';

export interface ProviderLinkOptions {
  readonly hub: Hub;
  readonly session: PluginSession;
  readonly request: ProviderRequest;
  readonly now: () => number;
  readonly notice: Notice;
}

export class ProviderLink implements Disposable {
  readonly #hub: Hub;
  readonly #session: PluginSession;
  readonly #request: ProviderRequest;
  readonly #local: string;
  readonly #now: () => number;
  readonly #notice: Notice;
  readonly #told = new Map<string, { time: number; more: number }>();
  #series: SeriesReader | undefined;
  #subscribed = false;
  #seq = 0;
  #filling = false;
  #lastClosed = true;

  constructor({ hub, session, request, now, notice }: ProviderLinkOptions) {
    this.#hub = hub;
    this.#session = session;
    this.#request = request;
    this.#local = parseContributionId(request.provider)?.local ?? '';
    this.#now = now;
    this.#notice = notice;
  }

  /** Connects, resolves the instrument, loads its history and listens on. Throws `chart.*` and `plugin.*`. */
  async open(): Promise<SeriesReader> {
    await this.#session.call(this.#local, 'connect', []);
    const instrument = await this.#resolve();
    const bars = await this.#history(instrument);
    const lastOpen = bars.length > 0 && !this.#lastClosed ? 1 : 0;
    const { timeframe } = this.#request;
    this.#series = this.#hub.load({ instrument, timeframe, bars, closed: bars.length - lastOpen });
    if (this.#request.info.capabilities.stream.includes('bar')) {
      this.#subscribed = true;
      await this.#session.call(this.#local, 'subscribe', [{ sub: subscription, id: instrument.id, timeframe }]);
    }
    return this.#series;
  }

  /** Ends the subscription; what the plugin says to that is of no interest any more. */
  [Symbol.dispose](): void {
    this.#series = undefined;
    if (this.#subscribed) this.#session.call(this.#local, 'unsubscribe', [subscription]).catch(() => {});
    this.#subscribed = false;
  }

  /** A bar of the subscription. Nothing in it is trusted: what does not fit is left out with a notice. */
  take(data: Json): void {
    const update = readUpdate(data);
    const series = this.#series;
    if (!update || !series) return;
    if (update.seq !== this.#seq + 1 && this.#seq > 0) void this.#fillGap();
    this.#seq = update.seq;
    const result = this.#hub.update(series.id, update.bar, update.closed);
    if (result.outcome === 'quarantined') this.#tell(`market.${result.code}`, result.message);
  }

  /** A provider that lies with every bar is told of now and then, not with every bar. */
  #tell(code: string, message: string): void {
    const told = this.#told.get(code);
    if (told && this.#now() - told.time < noticeMs) {
      told.more++;
      return;
    }
    this.#told.set(code, { time: this.#now(), more: 0 });
    this.#notice(code, told?.more ? `${message} (${told.more} more like this)` : message);
  }

  async #resolve(): Promise<Instrument> {
    const { provider, instrument } = this.#request;
    let value: Json;
    try {
      ({ value } = await this.#session.call(this.#local, 'resolve', [instrument]));
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'plugin.call-failed') throw error;
      throw chartError('no-instrument', { provider, instrument, text: String(error.data.text) });
    }
    const checked = checkInstrument(value);
    if (!checked.ok)
      throw chartError('bad-instrument', { provider, instrument, text: checked.issues[0]?.message ?? 'unknown' });
    return checked.instrument;
  }

  async #history(instrument: Instrument): Promise<BarColumns> {
    const { provider, info, timeframe } = this.#request;
    const countBack = Math.min(historyBars, info.capabilities.maxBarsPerCall);
    const request = { id: instrument.id, timeframe, to: farFuture, countBack, adjustment: instrument.adjustment };
    const { value, rows } = await this.#session.call(this.#local, 'bars', [request]);
    if (!rows) throw chartError('bad-answer', { provider, text: 'no bars at all' });
    this.#lastClosed = (value as { lastClosed?: unknown })?.lastClosed !== false;
    const columns = Object.fromEntries(barColumnNames.map((name, c) => [name, rows[c]])) as unknown as BarColumns;
    const { bars, report } = checkBars({ ...columns, length: rows[0]?.length ?? 0 });
    const sentence = describeRejections(report, provider);
    if (sentence) this.#tell('market.bars-left-out', sentence);
    if (bars.length === 0) throw chartError('no-bars', { provider, instrument: instrument.id });
    return bars;
  }

  /** A number was skipped: the missing bars are asked for again and merged, once at a time. */
  async #fillGap(): Promise<void> {
    const series = this.#series;
    if (!series || this.#filling) return;
    this.#filling = true;
    try {
      const { instrument, timeframe } = series;
      const bars = await this.#history(instrument);
      const closed = bars.length - (this.#lastClosed ? 0 : 1);
      if (this.#series) this.#hub.load({ instrument, timeframe, bars, closed });
    } catch (error) {
      if (this.#series) this.#tell('chart.gap', error instanceof Error ? error.message : String(error));
    } finally {
      this.#filling = false;
    }
  }
}

function readUpdate(data: Json): { seq: number; bar: Bar; closed: boolean } | undefined {
  const update = data as { kind?: unknown; sub?: unknown; seq?: unknown; bar?: unknown; closed?: unknown } | null;
  if (update?.kind !== 'bar' || update.sub !== subscription || !Number.isInteger(update.seq)) return undefined;
  const bar = parseBar(update.bar);
  return bar && { seq: update.seq as number, bar, closed: update.closed === true };
}
