import { describe, expect, test } from 'vitest';
import type { IndicatorContribution } from '../chart/chart-model.ts';
import { maxHits, searchIndicators } from './search-indicators.ts';

const indicator = (title: string, shortTitle: string, description = ''): IndicatorContribution => ({
  point: 'chart.indicator',
  id: shortTitle.toLowerCase(),
  plugin: 'classic-indicators',
  contribution: `classic-indicators/${shortTitle.toLowerCase()}`,
  info: { title, shortTitle, description, inputs: {}, outputs: [], state: [], repaint: 'last-bar' },
});
const all = [
  indicator('Relative strength index', 'RSI', 'Speed of price moves'),
  indicator('Simple moving average', 'SMA'),
  indicator('Exponential moving average', 'EMA'),
  indicator('Moving average convergence divergence', 'MACD'),
];
const find = (query: string) => searchIndicators(all, query).map(({ info }) => info.shortTitle);

describe('searchIndicators', () => {
  test('lists everything by title where nothing is typed', () => {
    expect(find('')).toEqual(['EMA', 'MACD', 'RSI', 'SMA']);
  });

  test('prefers the short title, then the start of the title', () => {
    expect(find('ma')[0]).toBe('MACD');
    expect(find('sma')).toEqual(['SMA']);
    expect(find('moving')).toEqual(['MACD', 'EMA', 'SMA']);
  });

  test('wants every word, wherever it stands', () => {
    expect(find('average simple')).toEqual(['SMA']);
    expect(find('speed')).toEqual(['RSI']);
    expect(find('average nothing')).toEqual([]);
  });

  test('takes what is typed literally', () => {
    expect(find('.*')).toEqual([]);
    expect(find('(')).toEqual([]);
  });

  test('stops at more than anyone reads', () => {
    const many = Array.from({ length: 1000 }, (_, i) => indicator(`Line ${i}`, `L${i}`));
    expect(searchIndicators(many, 'line')).toHaveLength(maxHits);
  });
});
