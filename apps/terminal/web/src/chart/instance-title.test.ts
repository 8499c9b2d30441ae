import type { ChartState, IndicatorInfo, IndicatorInstance } from '@omnitrade/contracts';
import { describe, expect, test } from 'vitest';
import { outputsIn, toModel } from './chart-model.ts';
import { toInstanceTitle } from './instance-title.ts';

const info: IndicatorInfo = {
  title: 'Bollinger bands',
  shortTitle: 'BB',
  inputs: {
    length: { type: 'integer', default: 20 },
    width: { type: 'number', default: 2 },
    source: { type: 'string', default: 'close', enum: ['close', 'open'] },
    smooth: { type: 'boolean', default: false, title: 'smooth' },
  },
  outputs: [
    { key: 'upper', plot: 'band', pane: 'price', color: 1 },
    { key: 'mid', plot: 'line', pane: 'price' },
    { key: 'bars', plot: 'histogram', pane: 'own' },
    { key: 'top', plot: 'band', pane: 'price' },
    { key: 'bottom', plot: 'band', pane: 'price' },
  ],
  state: [],
  repaint: 'last-bar',
};

describe('toInstanceTitle', () => {
  test('names numbers always, words and switches where they differ', () => {
    expect(toInstanceTitle(info, { length: 20, width: 2, source: 'close', smooth: false })).toBe('BB 20 2');
    expect(toInstanceTitle(info, { length: 5, width: 1.5, source: 'open', smooth: true })).toBe('BB 5 1.5 open smooth');
  });

  test('takes the default of an input that is missing', () => {
    expect(toInstanceTitle({ ...info, shortTitle: undefined }, {})).toBe('Bollinger bands 20 2');
  });
});

describe('toModel', () => {
  const instance = (id: string, more: Partial<IndicatorInstance> = {}): IndicatorInstance => ({
    id,
    contribution: 'p/bb',
    series: 's',
    inputs: {},
    hidden: false,
    status: 'live',
    ...more,
  });
  const chart = (...indicators: IndicatorInstance[]): ChartState =>
    ({ instrument: { priceIncrement: '0.01' }, indicators }) as unknown as ChartState;
  const known = [{ point: 'chart.indicator', id: 'bb', plugin: 'p', contribution: 'p/bb', info }] as const;

  test('keeps declared colours, lets bands share one, and gives every other line one of its own', () => {
    const colors = toModel(chart(instance('a'), instance('b')), known).map((one) => one.outputs.map((o) => o.color));
    expect(colors).toEqual([
      [1, 0, undefined, 2, 2],
      [1, 3, undefined, 4, 4],
    ]);
  });

  test('lists an instance whose plugin is gone by its id, so that it can be removed', () => {
    const [one] = toModel(chart(instance('a', { contribution: 'gone/x', status: 'failed' })), known);
    expect(one).toMatchObject({ title: 'gone/x', info: undefined, outputs: [] });
    expect(one && outputsIn(one, 'price')).toEqual([]);
    expect(one && outputsIn(one, 'own')).toBeUndefined();
    expect(one?.error?.message).toContain('without saying why');
  });
});
