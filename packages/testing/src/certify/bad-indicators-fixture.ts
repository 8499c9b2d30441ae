/** Indicators made wrong on purpose, each by the certificate that is there to catch it, and some that are well made. */

import { toPluginPackage } from '@omnitrade/host';

/** Puts an indicator of one output into words. */
function write(id: string, calc: string, more = ''): string {
  const declared = `state: [], warmup: () => 0, repaint: 'last-bar', outputs: [{ key: 'v', plot: 'line', pane: 'own', format: 'price' }]`;
  return `charts.addIndicator({ ...{ id: '${id}', title: '${id}', inputs: {}, ${declared}, ${more} },
    calc({ p, in: bars, out, state, from, to, closed }) { const v = out.v, c = bars.close; ${calc} } });`;
}

/** The average of two bars, which is wrong wherever the first bar of a window is taken for the first of all. */
const chunked = write(
  'chunked',
  `let last = c[from]; for (let i = from; i < to; i++) { v[i] = (last + c[i]) / 2; last = c[i]; }`,
);
const ahead = write('ahead', `for (let i = from; i < to; i++) v[i] = i + 1 < c.length ? c[i + 1] : c[i];`);
/** Marks the highest bar of all so far, and takes the mark back from the bar before. */
const repaints = write(
  'repaints',
  `for (let i = 0; i < to; i++) v[i] = 0; let top = 0; for (let i = 0; i < to; i++) if (c[i] > c[top]) top = i; v[top] = c[top];`,
  `repaint: 'last-bar'`,
);
const keepsTicks = write(
  'keeps-ticks',
  `for (let i = from; i < to; i++) { const high = state.top[i]; state.top[i] = Number.isNaN(high) ? c[i] : Math.max(high, c[i]); v[i] = state.top[i]; }`,
  `state: ['top']`,
);
const loud = write('loud', `for (let i = from; i < to; i++) v[i] = c[i];`, `repaint: 'none'`);
/** Goes on from the last bar it ever saw, so that a correction of the past is not seen. */
const keepsPast = write(
  'keeps-past',
  `for (let i = from; i < to; i++) { const before = i > 0 ? state.sum[i - 1] : 0; if (Number.isNaN(state.sum[i])) state.sum[i] = before + c[i]; v[i] = state.sum[i]; }`,
  `state: ['sum']`,
);
const early = write('early', `for (let i = from; i < to; i++) v[i] = c[i];`, `warmup: () => 3`);
const late = write('late', `for (let i = Math.max(from, 5); i < to; i++) v[i] = c[i];`, `warmup: () => 3`);
const unforgetting = write(
  'unforgetting',
  `for (let i = from; i < to; i++) v[i] = i === 0 ? c[0] : v[i - 1] + 0.001 * (c[i] - v[i - 1]);`,
  `converge: () => 10`,
);
const divides = write(
  'divides',
  `for (let i = from; i < to; i++) v[i] = (c[i] - bars.low[i]) / (bars.high[i] - bars.low[i]);`,
);
const unscaled = write('unscaled', `for (let i = from; i < to; i++) v[i] = Math.log(1 + c[i]);`);
const slow = write(
  'slow',
  `for (let i = from; i < to; i++) { let sum = 0; for (let k = 0; k <= i; k++) sum += c[k]; v[i] = sum; }`,
);
const slowTicks = write(
  'slow-ticks',
  `for (let n = 0; n < 4; n++) for (let i = 0; i < to; i++) v[i] = Math.sin(c[i]);`,
);
const random = write('random', `for (let i = from; i < to; i++) v[i] = c[i] + Math.random();`);
const clock = write('clock', `for (let i = from; i < to; i++) v[i] = c[i] + (Date.now() % 1000003);`);
const shares = write(
  'shares',
  `for (let i = from; i < to; i++) { v[i] = i === 0 ? c[0] : shared + c[i]; shared = v[i] * 0.5; }`,
);
const throws = write('throws', `if (to > 50) throw new Error('on purpose');`, `warmup: () => 1000`);

const good = [
  write('mid', `for (let i = from; i < to; i++) v[i] = (bars.high[i] + bars.low[i]) / 2;`),
  write(
    'ema',
    `for (let i = from; i < to; i++) v[i] = i === 0 ? c[0] : v[i - 1] + 0.2 * (c[i] - v[i - 1]);`,
    `converge: () => 100`,
  ),
  write('closed-only', `for (let i = from; i < Math.min(to, closed); i++) v[i] = c[i];`, `repaint: 'none'`),
  /** A pivot: known two bars later, and declared as such. */
  write(
    'pivot',
    `for (let i = from; i < to; i++) v[i] = i + 2 < to ? Math.max(c[i], c[i + 2]) : c[i];`,
    `repaint: { closedBars: 2 }`,
  ),
];

/** Wrong indicator by wrong indicator, with the certificate that must catch it. */
export const badIndicators: readonly (readonly [id: string, certificate: string, code: string])[] = [
  ['chunked', 'I1', chunked],
  ['ahead', 'I2', ahead],
  ['repaints', 'I2', repaints],
  ['keeps-ticks', 'I3', keepsTicks],
  ['loud', 'I3', loud],
  ['keeps-past', 'I4', keepsPast],
  ['early', 'I5', early],
  ['late', 'I5', late],
  ['unforgetting', 'I6', unforgetting],
  ['divides', 'I7', divides],
  ['throws', 'I7', throws],
  ['unscaled', 'I8', unscaled],
  ['slow', 'I9', slow],
  ['slow-ticks', 'I9', slowTicks],
  ['random', 'I10', random],
  ['clock', 'I10', clock],
  ['shares', 'I10', shares],
];

export const goodIndicators: readonly string[] = good;

export function toIndicatorPlugin(indicators: readonly string[]) {
  const manifest = {
    name: 'examined',
    version: '1.0.0',
    author: 'example-labs',
    description: 'Made for a test.',
    main: 'index.js',
    permissions: ['charts:write'],
    extensionPoints: ['chart.indicator'],
    compatibility: { terminal: '^1.0.0' },
  };
  const code = `let shared = 0; export default { activate({ charts }) { ${indicators.join('\n')} } };`;
  const files = { 'plugin.json': JSON.stringify(manifest), 'index.js': code };
  const bytes = Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)] as const);
  return toPluginPackage(new Map(bytes), 'examined');
}
