/** What the plugin declares: to its manifest, to pickers and to the terminal. */

import { readFileSync } from 'node:fs';
import { extensionPoints, indicatorSources, isLocalId, PLUGIN_API_VERSION, plotKinds } from '@omnitrade/contracts';
import { describe, expect, it } from 'vitest';
import { sourceInput } from '../services/inputs.ts';
import { convergeOf, defaultsOf, warmupOf } from './harness.ts';
import { activatedIndicators } from './plugin.ts';

const manifest = JSON.parse(readFileSync(new URL('../plugin.json', import.meta.url), 'utf8'));

describe('classic-indicators', () => {
  const added = activatedIndicators();

  it('adds the twenty indicators, each under an id of its own', () => {
    expect(added.map((indicator) => indicator.id)).toEqual([
      ...['sma', 'ema', 'wma', 'hma', 'dema', 'tema', 'vwma'],
      ...['bollinger', 'keltner', 'donchian'],
      ...['rsi', 'stochastic', 'williams-r', 'cci', 'roc', 'mfi'],
      ...['macd', 'adx', 'atr', 'obv'],
    ]);
    expect(added.every((indicator) => isLocalId(indicator.id))).toBe(true);
  });

  it('asks for what its extension point needs and nothing else', () => {
    expect(manifest.extensionPoints).toEqual(['chart.indicator']);
    expect(manifest.permissions).toEqual([extensionPoints['chart.indicator'].permission]);
    expect(manifest.compatibility.terminal).toBe(`^${PLUGIN_API_VERSION}`);
  });

  it('offers every source the terminal can make', () => {
    expect([...sourceInput.enum].sort()).toEqual(indicatorSources.filter((name) => name !== 'bars').sort());
  });

  it.each(added)('declares $id so that it can be offered without running it', (indicator) => {
    expect(JSON.parse(JSON.stringify(indicator.inputs))).toEqual(indicator.inputs);
    for (const input of Object.values(indicator.inputs!)) {
      expect(input.title).toBeTruthy();
      if (input.type === 'integer' || input.type === 'number') {
        expect(input.minimum!).toBeLessThanOrEqual(input.default);
        expect(input.maximum!).toBeGreaterThanOrEqual(input.default);
      }
    }
    for (const output of indicator.outputs) {
      expect(plotKinds).toContain(output.plot);
      expect(output.title).toBeTruthy();
      expect(output.format).toBeTruthy();
    }
    const p = defaultsOf(indicator);
    expect(indicator.repaint).toBe('last-bar');
    // A running total depends on where it began for ever, and says so by not saying when it forgets.
    if (indicator.id === 'obv') expect(indicator.converge).toBeUndefined();
    else expect(convergeOf(indicator, p)).toBeGreaterThanOrEqual(warmupOf(indicator, p));
  });
});
