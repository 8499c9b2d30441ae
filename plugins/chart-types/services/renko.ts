/**
 * Renko: a brick for each full step of the close, against the direction of the last one only after two steps.
 * Made of closed bars alone; bricks of one bar stand a millisecond apart, with that bar's volume on the first of them.
 */

import type { ChartTypeDef } from '@omnitrade/sdk';

const inputs = {
  percent: {
    type: 'number',
    title: 'Brick, % of the first price',
    default: 2,
    minimum: 0.01,
    maximum: 50,
  },
} as const;

/** More bricks from one bar than this are a step chosen far too small. */
const maxBricks = 1_000;

export const renko: ChartTypeDef<typeof inputs> = {
  id: 'renko',
  title: 'Renko',
  description: 'Bricks of one size, whatever the time: a new one for each full step of the close.',
  inputs,
  synthetic: true,
  transform({ p, in: bars, out, perBar, from, closed }) {
    const start = Math.min(from, closed);
    out.keep(start === 0 ? 0 : (perBar[start - 1] as number));
    const anchor = bars.length > 0 ? (bars.open[0] as number) : 0;
    const size = Math.abs(anchor) * (p.percent / 100);
    for (let i = start; i < closed; i++) {
      if (size > 0) addBricks(i);
      perBar[i] = out.length;
    }
    return { closed: out.length };

    function addBricks(i: number): void {
      const close = bars.close[i] as number;
      const time = bars.time[i] as number;
      for (let n = 0; ; n++) {
        if (n === maxBricks) throw new RangeError(`A bar made ${maxBricks} bricks; choose larger ones.`);
        const last = out.length - 1;
        const [open, end] = last < 0 ? [anchor, anchor] : [out.open[last] as number, out.close[last] as number];
        const [top, bottom] = [Math.max(open, end), Math.min(open, end)];
        const volume = n === 0 ? (bars.volume[i] as number) : 0;
        if (close >= top + size) out.add(time + n, top, top + size, top, top + size, volume);
        else if (close <= bottom - size) out.add(time + n, bottom, bottom, bottom - size, bottom - size, volume);
        else return;
      }
    }
  },
};
