/** Puts each instance where it belongs: over the price, or into a pane of its own, and takes it away again. */

import { type IChartApi, type ISeriesApi, LineSeries, type UTCTimestamp } from 'lightweight-charts';
import type { ChartData } from './chart-data.ts';
import type { ModelInstance } from './chart-model.ts';
import type { ChartTheme } from './chart-theme.ts';
import { PlotLayer, type PlotLayerOptions } from './plot-layer.ts';
import type { RowAxis } from './row-axis.ts';

/**
 * The series that holds a pane of its own open and carries its scale. It draws nothing: it has one point per bar from
 * the moment it was made, because a scale converts prices only while its series has a point right of the left edge.
 */
type Anchor = ISeriesApi<'Line'>;

interface Placed {
  price: PlotLayer | undefined;
  own: { readonly anchor: Anchor; readonly layer: PlotLayer } | undefined;
}

/** Height of an own pane against that of the price pane. */
const ownShare = 0.3;
/** Room for the legend above the lines. */
const ownMargins = { top: 0.22, bottom: 0.1 };

export class ChartPanes {
  readonly #chart: IChartApi;
  readonly #axis: RowAxis;
  readonly #main: ISeriesApi<'Candlestick'>;
  readonly #data: ChartData;
  readonly #placed = new Map<string, Placed>();
  #newest: UTCTimestamp | undefined;

  constructor(chart: IChartApi, axis: RowAxis, main: ISeriesApi<'Candlestick'>, data: ChartData) {
    this.#axis = axis;
    this.#chart = chart;
    this.#main = main;
    this.#data = data;
  }

  /** Makes the chart show exactly these. */
  show(model: readonly ModelInstance[], theme: ChartTheme): void {
    const wanted = new Set(model.map((one) => one.id));
    for (const [id, placed] of this.#placed) {
      if (wanted.has(id)) continue;
      this.#remove(placed);
      this.#placed.delete(id);
    }
    for (const one of model) this.#place(one, theme);
  }

  /** Values of an instance changed. */
  update(instance: string): void {
    const placed = this.#placed.get(instance);
    placed?.price?.update();
    placed?.own?.layer.update();
  }

  /** The newest bar opens at `time`; `restart` where all bars are new. */
  setNewest(time: UTCTimestamp | undefined, restart: boolean): void {
    const changed = time !== this.#newest;
    this.#newest = time;
    if (!changed && !restart) return;
    for (const { own } of this.#placed.values()) {
      if (own === undefined) continue;
      if (restart || time === undefined) own.anchor.setData(this.#anchorPoints());
      else own.anchor.update({ time, value: 0 });
    }
  }

  setCursor(row: number | undefined): void {
    for (const { price, own } of this.#placed.values()) {
      if (price) price.cursor = row;
      if (own) own.layer.cursor = row;
    }
  }

  /** Pane of an instance that has one of its own. */
  paneOf(instance: string): HTMLElement | null {
    return this.#placed.get(instance)?.own?.anchor.getPane().getHTMLElement() ?? null;
  }

  /** Instances with a pane of their own. */
  owners(): string[] {
    return [...this.#placed].flatMap(([id, { own }]) => (own ? [id] : []));
  }

  #anchorPoints() {
    return this.#newest === undefined ? [] : [{ time: this.#newest, value: 0 }];
  }

  #place(one: ModelInstance, theme: ChartTheme): void {
    const placed = this.#placed.get(one.id) ?? { price: undefined, own: undefined };
    this.#placed.set(one.id, placed);
    placed.price = this.#placePrice(placed.price, one, theme);
    placed.own = this.#placeOwn(placed.own, one, theme);
  }

  #placePrice(layer: PlotLayer | undefined, one: ModelInstance, theme: ChartTheme): PlotLayer | undefined {
    const options = toOptions(one, 'price', theme);
    if (options.styles.length === 0) {
      if (layer) this.#main.detachPrimitive(layer);
      return undefined;
    }
    if (layer) {
      layer.setOptions(options);
      return layer;
    }
    const made = new PlotLayer(this.#axis, () => this.#data.plot(one.id), options);
    this.#main.attachPrimitive(made);
    return made;
  }

  #placeOwn(own: Placed['own'], one: ModelInstance, theme: ChartTheme): Placed['own'] {
    const options = toOptions(one, 'own', theme);
    if (options.styles.length === 0) {
      if (own) this.#chart.removeSeries(own.anchor);
      return undefined;
    }
    if (own) {
      own.layer.setOptions(options);
      // A change of theme has just given every pane the margins of the price pane.
      own.anchor.priceScale().applyOptions({ scaleMargins: ownMargins });
      return own;
    }
    const layer = new PlotLayer(this.#axis, () => this.#data.plot(one.id), options);
    const anchor = this.#addAnchor(layer, options);
    anchor.attachPrimitive(layer);
    return { anchor, layer };
  }

  #addAnchor(layer: PlotLayer, options: PlotLayerOptions): Anchor {
    const chart = this.#chart;
    const pane = chart.panes().length;
    const format = options.styles[0]?.format ?? String;
    const anchor = chart.addSeries(
      LineSeries,
      {
        lineVisible: false,
        pointMarkersVisible: false,
        crosshairMarkerVisible: false,
        lastValueVisible: false,
        priceLineVisible: false,
        // A scale of nothing would still be numbered.
        priceFormat: {
          type: 'custom',
          minMove: 1e-8,
          formatter: (value: number) => (layer.isEmpty ? '' : format(value)),
        },
        autoscaleInfoProvider: () => {
          const range = chart.timeScale().getVisibleLogicalRange();
          return range && layer.autoscaleInfo(range.from, range.to);
        },
      },
      pane,
    );
    anchor.priceScale().applyOptions({ scaleMargins: ownMargins });
    anchor.setData(this.#anchorPoints());
    anchor.getPane().setStretchFactor(ownShare);
    return anchor;
  }

  #remove({ price, own }: Placed): void {
    if (price) this.#main.detachPrimitive(price);
    if (own) this.#chart.removeSeries(own.anchor);
  }
}

function toOptions(one: ModelInstance, pane: 'price' | 'own', theme: ChartTheme): PlotLayerOptions {
  const styles = one.outputs
    .filter(({ output }) => output.pane === pane)
    .map(({ output, color, format }) => ({
      output,
      format,
      color: (color === undefined ? undefined : theme.plots[color]) ?? theme.text,
    }));
  return {
    styles,
    theme,
    levels: pane === 'own' ? (one.info?.levels ?? []) : [],
    visible: !one.instance.hidden && one.error === undefined,
    axisLabels: pane === 'own',
  };
}
