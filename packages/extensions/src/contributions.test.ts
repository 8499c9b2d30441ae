import type { Contribution, PluginId } from '@omnitrade/contracts';
import { describe, expect, test } from 'vitest';
import { type ContributionChange, Contributions } from './contributions.ts';

const one = 'plugin-one' as PluginId;
const two = 'plugin-two' as PluginId;
const indicator = (id: string): Contribution => ({
  point: 'chart.indicator',
  id,
  info: { title: id, inputs: {}, outputs: [{ key: 'x', plot: 'line', pane: 'own' }], state: [], repaint: 'none' },
});
const provider = (id: string): Contribution => ({
  point: 'data.provider',
  id,
  info: {
    title: id,
    capabilities: {
      timeframes: ['1D'],
      history: 'bars',
      stream: [],
      maxBarsPerCall: 1,
      lastBar: 'unknown',
      stampedAt: 'open',
    },
  },
});

describe('Contributions', () => {
  test('finds what is in force by id, point and plugin', () => {
    const contributions = new Contributions();
    contributions.add(one, indicator('sma'));
    contributions.add(one, provider('feed'));
    contributions.add(two, indicator('sma'));
    expect(contributions.find('plugin-two/sma')?.plugin).toBe(two);
    expect(contributions.find('plugin-two/ema')).toBeUndefined();
    expect(contributions.at('chart.indicator').map((entry) => entry.contribution)).toEqual([
      'plugin-one/sma',
      'plugin-two/sma',
    ]);
    expect(contributions.of(one).map((entry) => entry.id)).toEqual(['sma', 'feed']);
  });

  test('refuses an id that a plugin has used, at whatever point', () => {
    const contributions = new Contributions();
    contributions.add(one, indicator('sma'));
    expect(() => contributions.add(one, provider('sma'))).toThrowError(
      expect.objectContaining({ code: 'extension.duplicate', data: { plugin: one, contribution: 'sma' } }),
    );
    expect(contributions.all().length).toBe(1);
  });

  test('takes a contribution back once, and never its successor', () => {
    const contributions = new Contributions();
    const first = contributions.add(one, indicator('sma'));
    first[Symbol.dispose]();
    contributions.add(one, indicator('sma'));
    first[Symbol.dispose]();
    expect(contributions.find('plugin-one/sma')).toBeDefined();
  });

  test('takes back everything of one plugin', () => {
    const contributions = new Contributions();
    contributions.add(one, indicator('sma'));
    contributions.add(two, indicator('sma'));
    contributions.add(one, indicator('ema'));
    contributions.removeAll(one);
    expect(contributions.all().map((entry) => entry.plugin)).toEqual([two]);
  });

  test('tells every listener of every change, until it stops listening', () => {
    const contributions = new Contributions();
    const heard: string[] = [];
    const tell = ({ kind, contribution }: ContributionChange) => heard.push(`${kind} ${contribution.contribution}`);
    const listening = contributions.listen(tell);
    const again = contributions.listen(tell);
    contributions.add(one, indicator('sma'));
    listening[Symbol.dispose]();
    contributions.removeAll(one);
    again[Symbol.dispose]();
    contributions.add(one, indicator('sma'));
    expect(heard).toEqual(['added plugin-one/sma', 'added plugin-one/sma', 'removed plugin-one/sma']);
  });

  test('tells the others where a listener throws, and has changed', () => {
    const contributions = new Contributions();
    const heard: string[] = [];
    contributions.listen(() => {
      throw new Error('deaf');
    });
    contributions.listen(({ kind }) => heard.push(kind));
    expect(() => contributions.add(one, indicator('sma'))).toThrow('deaf');
    expect(heard).toEqual(['added']);
    expect(contributions.find('plugin-one/sma')).toBeDefined();
  });
});
