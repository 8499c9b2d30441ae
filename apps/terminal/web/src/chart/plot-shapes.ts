/** Draws values of one output from their column: one function per kind of plot, in device pixels, visible rows only. */

/** Where things are in this frame. Both axes are straight lines, so no point needs a call into the chart. */
export interface PlotFrame {
  readonly context: CanvasRenderingContext2D;
  /** First and last visible row. */
  readonly from: number;
  readonly to: number;
  /** Device pixel of row i: x0 + i * spacing. */
  readonly x0: number;
  readonly spacing: number;
  /** Device pixel of a value. */
  y(value: number): number;
  /** Lower edge of the pane. */
  readonly bottom: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** One row more on both sides, so that lines run to the edge of the pane. */
function toRows({ from, to }: PlotFrame, length: number): [first: number, last: number] {
  return [Math.max(0, from - 1), Math.min(length - 1, to + 1)];
}

/** Adds the line of `values` to the current path, broken where there is no value. */
function traceLine(frame: PlotFrame, values: Float64Array, length: number, stepped: boolean): void {
  const { context, x0, spacing } = frame;
  const [first, last] = toRows(frame, length);
  let before = Number.NaN;
  for (let i = first; i <= last; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) {
      const x = x0 + i * spacing;
      const y = frame.y(value);
      if (Number.isNaN(before)) {
        context.moveTo(x, y);
        if (!(Number.isFinite(values[i + 1]) && i < last)) context.lineTo(x, y);
      } else {
        if (stepped) context.lineTo(x, before);
        context.lineTo(x, y);
      }
      before = y;
    } else before = Number.NaN;
  }
}

export function drawLine(
  frame: PlotFrame,
  values: Float64Array,
  length: number,
  color: string,
  width: number,
  stepped = false,
): void {
  const { context, ratio } = frame;
  context.strokeStyle = color;
  context.lineWidth = width * ratio;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  traceLine(frame, values, length, stepped);
  context.stroke();
}

/** A line with a faint fill down to zero, or to the lower edge where zero is out of sight. */
export function drawArea(frame: PlotFrame, values: Float64Array, length: number, color: string): void {
  const { context, x0, spacing } = frame;
  const floor = Math.min(frame.bottom, Math.max(0, frame.y(0)));
  const [first, last] = toRows(frame, length);
  context.globalAlpha = 0.14;
  context.fillStyle = color;
  context.beginPath();
  for (let i = first; i <= last; ) {
    while (i <= last && Number.isNaN(values[i])) i++;
    const start = i;
    if (i > last) break;
    context.moveTo(x0 + i * spacing, floor);
    for (; i <= last && !Number.isNaN(values[i]); i++) context.lineTo(x0 + i * spacing, frame.y(values[i] as number));
    context.lineTo(x0 + Math.max(start, i - 1) * spacing, floor);
  }
  context.fill();
  context.globalAlpha = 1;
  drawLine(frame, values, length, color, 1.5);
}

/** Fills between two outputs where both have a value. */
export function fillBetween(
  frame: PlotFrame,
  upper: Float64Array,
  lower: Float64Array,
  length: number,
  color: string,
): void {
  const { context, x0, spacing } = frame;
  const [first, last] = toRows(frame, length);
  const has = (i: number) => !Number.isNaN(upper[i]) && !Number.isNaN(lower[i]);
  context.globalAlpha = 0.07;
  context.fillStyle = color;
  context.beginPath();
  for (let i = first; i <= last; ) {
    while (i <= last && !has(i)) i++;
    const start = i;
    if (i > last) break;
    context.moveTo(x0 + i * spacing, frame.y(upper[i] as number));
    for (i++; i <= last && has(i); i++) context.lineTo(x0 + i * spacing, frame.y(upper[i] as number));
    for (let back = i - 1; back >= start; back--) context.lineTo(x0 + back * spacing, frame.y(lower[back] as number));
    context.closePath();
  }
  context.fill();
  context.globalAlpha = 1;
}

/** Whole device pixels, odd where the chart's wicks are, so that bars stand centred under the candles. */
function toBarWidth({ spacing, ratio }: PlotFrame, share: number): number {
  // Narrow candles are three pixels wide.
  const width = spacing >= 2.5 * ratio && spacing <= 4 * ratio ? Math.floor(3 * ratio) : Math.floor(spacing * share);
  return Math.max(1, (width - Math.floor(ratio)) % 2 === 0 ? width : width - 1);
}

/** Bars from zero. `colors`: above and below zero; a bar nearer to zero than the one before is drawn fainter. */
export function drawHistogram(
  frame: PlotFrame,
  values: Float64Array,
  length: number,
  colors: readonly [above: string, below: string],
): void {
  const { context, x0, spacing } = frame;
  const [first, last] = toRows(frame, length);
  const width = toBarWidth(frame, 0.62);
  const half = Math.floor(width / 2);
  const zero = frame.y(0);
  // Four passes, one per colour and strength: changing the fill style for each bar costs more than reading twice.
  for (const [sign, color] of [[1, colors[0]] as const, [-1, colors[1]] as const]) {
    for (const weak of [false, true]) {
      context.globalAlpha = weak ? 0.4 : 0.85;
      context.fillStyle = color;
      for (let i = first; i <= last; i++) {
        const value = values[i] as number;
        if (!(value * sign > 0)) continue;
        if (value * sign < (values[i - 1] ?? 0) * sign !== weak) continue;
        const y = frame.y(value);
        const top = Math.round(Math.min(y, zero));
        const height = Math.max(1, Math.round(Math.abs(y - zero)));
        context.fillRect(Math.round(x0 + i * spacing) - half, top, width, height);
      }
    }
  }
  context.globalAlpha = 1;
}

/** A diamond at each value. */
export function drawMarkers(frame: PlotFrame, values: Float64Array, length: number, color: string): void {
  const { context, x0, spacing, ratio } = frame;
  const [first, last] = toRows(frame, length);
  const radius = Math.max(2, Math.min(4.5, spacing / ratio / 1.6)) * ratio;
  context.fillStyle = color;
  context.beginPath();
  for (let i = first; i <= last; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const x = x0 + i * spacing;
    const y = frame.y(value);
    context.moveTo(x, y - radius);
    context.lineTo(x + radius, y);
    context.lineTo(x, y + radius);
    context.lineTo(x - radius, y);
    context.closePath();
  }
  context.fill();
}

/** A small ring around the value under the crosshair. */
export function drawCursorDot(frame: PlotFrame, row: number, value: number, color: string, ground: string): void {
  const { context, x0, spacing, ratio } = frame;
  context.beginPath();
  context.arc(x0 + row * spacing, frame.y(value), 3 * ratio, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.strokeStyle = ground;
  context.lineWidth = 1.5 * ratio;
  context.fill();
  context.stroke();
}

/** Volume at the foot of the pane, on a scale of its own: the largest in view takes `share` of the height. */
export function drawVolume(
  frame: PlotFrame,
  bars: { readonly open: Float64Array; readonly close: Float64Array; readonly volume: Float64Array },
  length: number,
  colors: readonly [up: string, down: string],
  share: number,
): void {
  const { context, x0, spacing, bottom } = frame;
  const [first, last] = toRows(frame, length);
  const width = toBarWidth(frame, 0.78);
  const half = Math.floor(width / 2);
  let largest = 0;
  for (let i = first; i <= last; i++) if ((bars.volume[i] as number) > largest) largest = bars.volume[i] as number;
  if (largest === 0) return;
  const scale = (bottom * share) / largest;
  for (const up of [true, false]) {
    context.fillStyle = colors[up ? 0 : 1];
    for (let i = first; i <= last; i++) {
      const volume = bars.volume[i] as number;
      if (!(volume > 0) || (bars.close[i] as number) >= (bars.open[i] as number) !== up) continue;
      const height = Math.max(1, Math.round(volume * scale));
      context.fillRect(Math.round(x0 + i * spacing) - half, bottom - height, width, height);
    }
  }
}

/** Dashed guide lines across the pane, and a faint ground between exactly two of them. */
export function drawLevels(frame: PlotFrame, levels: readonly number[], width: number, line: string): void {
  const { context, ratio } = frame;
  const ys = levels.map((level) => Math.round(frame.y(level)) + 0.5);
  context.strokeStyle = line;
  context.fillStyle = line;
  if (ys.length === 2) {
    context.globalAlpha = 0.16;
    context.fillRect(0, Math.min(...ys), width, Math.abs((ys[0] as number) - (ys[1] as number)));
    context.globalAlpha = 1;
  }
  context.lineWidth = Math.max(1, Math.floor(ratio));
  context.setLineDash([4 * ratio, 4 * ratio]);
  context.beginPath();
  for (const y of ys) {
    context.moveTo(0, y);
    context.lineTo(width, y);
  }
  context.stroke();
  context.setLineDash([]);
}
