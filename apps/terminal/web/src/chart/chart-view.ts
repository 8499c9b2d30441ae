/** The chart on the page: the library's chart, our layers in it, and what the crosshair points at. */

import type { ChartState, ChartStyle } from '@omnitrade/contracts';
import {
  CandlestickSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type LogicalRange,
  type MouseEventParams,
  type Time,
} from 'lightweight-charts';
import { CandleFeeder } from './candle-feeder.ts';
import type { DataChange } from './chart-data.ts';
import type { ChartFeed } from './chart-feed.ts';
import type { ModelInstance } from './chart-model.ts';
import { toCandleOptions, toChartOptions } from './chart-options.ts';
import { ChartPanes } from './chart-panes.ts';
import { type ChartTheme, readChartTheme } from './chart-theme.ts';
import { FillLayer, type FillMark } from './fill-layer.ts';
import { isDaily, toBarTimeFormat, toPriceFormat } from './formats.ts';
import { type PaneBox, PaneBoxes } from './pane-boxes.ts';
import { PickMark } from './pick-mark.ts';
import { RowAxis } from './row-axis.ts';
import { VolumeLayer } from './volume-layer.ts';
import { WallClock } from './wall-clock.ts';

export interface ChartViewPorts {
  readonly container: HTMLElement;
  readonly feed: ChartFeed;
  /** The row under the crosshair; undefined where there is none. Called once per frame at most. */
  onCursor(row: number | undefined): void;
  /** Whether the newest bar has been scrolled out of view. */
  onBehind(behind: boolean): void;
  /** Open times of the first and last bar in view. */
  onView(from: number, to: number): void;
  /** Open time of the bar that was picked; undefined when it is let go. */
  onPick(time: number | undefined): void;
  /** Where the panes are, for what lies over them. */
  onPanes(boxes: readonly PaneBox[]): void;
}

/** Bars in view at first. */
const firstBars = 150;
const everything: DataChange = { reset: true, bars: 0, plots: new Set() };

export class ChartView implements Disposable {
  readonly #ports: ChartViewPorts;
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #axis: RowAxis;
  readonly #feeder: CandleFeeder;
  readonly #volume: VolumeLayer;
  readonly #fills: FillLayer;
  readonly #panes: ChartPanes;
  readonly #boxes: PaneBoxes;
  readonly #listening: Disposable;
  readonly #picks: PickMark;
  #theme: ChartTheme;
  #series: string | undefined;
  #style: ChartStyle = 'candles';
  #cursor: number | undefined;
  /** Whether the first bars of this series have been brought into view. */
  #framed = false;
  #behind = false;
  #extending: number | undefined;

  constructor(ports: ChartViewPorts) {
    const { container, feed } = ports;
    this.#ports = ports;
    this.#theme = readChartTheme(container);
    this.#chart = createChart(container, { ...toChartOptions(this.#theme), autoSize: true });
    this.#candles = this.#chart.addSeries(CandlestickSeries, toCandleOptions(this.#theme, this.#style));
    this.#axis = new RowAxis(this.#chart.timeScale());
    this.#feeder = new CandleFeeder(this.#candles, feed.data, new WallClock('UTC', false));
    this.#volume = new VolumeLayer(this.#axis, feed.data, this.#theme);
    this.#chart.panes()[0]?.attachPrimitive(this.#volume);
    this.#fills = new FillLayer(this.#axis, feed.data, this.#theme);
    this.#candles.attachPrimitive(this.#fills);
    this.#panes = new ChartPanes(this.#chart, this.#axis, this.#candles, feed.data);
    this.#boxes = new PaneBoxes(container, (boxes) => ports.onPanes(boxes));
    this.#picks = new PickMark(this.#candles);
    this.#chart.subscribeCrosshairMove(this.#move);
    this.#chart.subscribeClick(({ logical }) => {
      if (logical !== undefined) this.pick(Math.round(logical) + this.#axis.base);
    });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(this.#scroll);
    this.#listening = feed.listen((change) => this.#flush(change));
  }

  /** Shows another state of the chart: instrument, indicators. */
  show(chart: ChartState, model: readonly ModelInstance[]): void {
    const { instrument, timeframe } = chart;
    const style = chart.chartType?.style ?? 'candles';
    if (style !== this.#style) {
      this.#style = style;
      this.#candles.applyOptions(toCandleOptions(this.#theme, style));
    }
    if (chart.series !== this.#series) {
      this.#series = chart.series;
      const formatTime = toBarTimeFormat(timeframe);
      this.#feeder.restart(new WallClock(instrument.timeZone, isDaily(timeframe)));
      this.#chart.applyOptions({
        localization: { timeFormatter: (time: Time) => formatTime(Number(time)) },
        timeScale: { timeVisible: !isDaily(timeframe) },
      });
      this.#candles.applyOptions({
        priceFormat: {
          type: 'custom',
          minMove: Number(instrument.priceIncrement),
          formatter: toPriceFormat(instrument),
        },
      });
      this.#framed = false;
      if (this.#picks.picked !== undefined) this.#letGo();
      this.#flush(everything);
    }
    this.#panes.show(model, this.#theme);
    this.#watchPanes();
  }

  /** Reads the theme again and repaints. */
  restyle(model: readonly ModelInstance[]): void {
    this.#theme = readChartTheme(this.#ports.container);
    this.#chart.applyOptions(toChartOptions(this.#theme));
    this.#candles.applyOptions(toCandleOptions(this.#theme, this.#style));
    this.#volume.setTheme(this.#theme);
    this.#fills.setTheme(this.#theme);
    this.#panes.show(model, this.#theme);
  }

  /** Marks where orders were filled. */
  showFills(marks: readonly FillMark[]): void {
    this.#fills.show(marks);
  }

  goTo(where: 'newest' | 'oldest'): void {
    const { length } = this.#ports.feed.data;
    if (where === 'oldest') this.#extend(0);
    if (where === 'oldest') this.#axis.show(-1, firstBars);
    else this.#axis.show(length - firstBars, length + 5);
  }

  /** Shows fewer bars (factor above 1) or more around the right edge. */
  zoom(factor: number): void {
    const rows = this.#axis.visible();
    if (rows) this.#axis.show(rows.to - (rows.to - rows.from) / factor, rows.to);
  }

  /** Moves the crosshair by some bars, starting at the newest one, and scrolls where it would leave the view. */
  moveCursor(bars: number): void {
    const { data } = this.#ports.feed;
    if (data.length === 0) return;
    const row = Math.max(0, Math.min(data.length - 1, (this.#cursor ?? data.length - (bars < 0 ? 0 : 1)) + bars));
    this.#extend(row);
    const time = this.#feeder.timeOf(row);
    const rows = this.#axis.visible();
    if (time === undefined || rows === undefined) return;
    const shift = row < rows.from ? row - rows.from - 1 : row > rows.to ? row - rows.to + 1 : 0;
    if (shift !== 0) this.#axis.show(rows.from + shift, rows.to + shift);
    this.#chart.setCrosshairPosition(data.bar('close')[row] as number, time, this.#candles);
    this.#setCursor(row);
  }

  /** Picks the bar of a row, by itself that under the crosshair; again, and it is let go. */
  pick(row = this.#cursor): void {
    const { data } = this.#ports.feed;
    if (row === undefined || row < 0 || row >= data.length) return;
    const shown = this.#feeder.timeOf(row);
    if (shown === undefined) return;
    this.#picks.toggle(data.bar('time')[row] as number, shown, this.#theme.cross);
    this.#ports.onPick(this.#picks.picked);
  }

  clearCursor(): void {
    this.#chart.clearCrosshairPosition();
    this.#setCursor(undefined);
  }

  #flush(change: DataChange): void {
    // Bars of another series than the one on show: whoever sends them also says what to show.
    if (this.#ports.feed.data.series !== this.#series) return;
    if (change.bars !== Number.POSITIVE_INFINITY) {
      const restart = this.#feeder.feed(change);
      this.#axis.base = this.#feeder.base;
      this.#panes.setNewest(this.#feeder.newest, restart);
      if (!this.#framed && this.#ports.feed.data.length > 0) {
        this.#framed = true;
        this.goTo('newest');
      }
    }
    for (const instance of change.plots) this.#panes.update(instance);
  }

  #move = ({ logical }: MouseEventParams): void => {
    const row = logical === undefined ? undefined : Math.round(logical) + this.#axis.base;
    const { length } = this.#ports.feed.data;
    this.#setCursor(row === undefined || row < 0 || row >= length ? undefined : row);
  };

  /** The library must not be given bars while it tells of a movement, so older ones follow in the next frame. */
  #scroll = (range: LogicalRange | null): void => {
    if (range !== null && range.from < range.to - range.from && this.#axis.base > 0)
      this.#extending ??= requestAnimationFrame(() => {
        this.#extending = undefined;
        this.#extend(this.#axis.base - 1);
      });
    const rows = this.#axis.visible();
    if (rows !== undefined) this.#tellView(rows.from, rows.to);
    const behind = rows !== undefined && rows.to < this.#ports.feed.data.length - 1;
    if (behind === this.#behind) return;
    this.#behind = behind;
    this.#ports.onBehind(behind);
  };

  #tellView(from: number, to: number): void {
    const { data } = this.#ports.feed;
    const row = (at: number) => Math.max(0, Math.min(data.length - 1, at));
    const times = data.length > 0 ? data.bar('time') : undefined;
    if (times) this.#ports.onView(times[row(Math.ceil(from))] as number, times[row(Math.floor(to))] as number);
  }

  /** Hands older bars to the library, at least from this row on. */
  #extend(row: number): void {
    if (!this.#feeder.extend(row)) return;
    this.#axis.base = this.#feeder.base;
    this.#panes.setNewest(this.#feeder.newest, true);
  }

  #setCursor(row: number | undefined): void {
    if (row === this.#cursor) return;
    this.#cursor = row;
    this.#panes.setCursor(row);
    this.#ports.onCursor(row);
  }

  #letGo(): void {
    this.#picks.clear();
    this.#ports.onPick(undefined);
  }

  #watchPanes(): void {
    this.#boxes.watch(() => [
      { id: undefined, element: this.#chart.panes()[0]?.getHTMLElement() ?? null },
      ...this.#panes.owners().map((id) => ({ id, element: this.#panes.paneOf(id) })),
    ]);
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
    this.#boxes[Symbol.dispose]();
    if (this.#extending !== undefined) cancelAnimationFrame(this.#extending);
    this.#chart.remove();
  }
}
