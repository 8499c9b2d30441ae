import { noUsage, pluginStates } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PluginRow } from '../state/terminal-state.ts';
import { keepOrder, sortKeys, sortPlugins, toStateWord } from './plugin-order.ts';

const row = (id: string, cpuMs = 0, state: PluginRow['state'] = 'active'): PluginRow =>
  ({
    id,
    displayName: id.toUpperCase(),
    state,
    wanted: 'enabled',
    usage: { ...noUsage, cpuMs },
  }) as PluginRow;
const rows = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 20 })
  .map((ids) => ids.map((id) => row(id)));

describe('sortPlugins', () => {
  test('gives every plugin once and the same order whatever order they come in', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(...sortKeys), fc.boolean(), (given, key, down) => {
        const order = sortPlugins(given, { key, down });
        expect(new Set(order)).toEqual(new Set(given.map(({ id }) => id)));
        expect(sortPlugins([...given].reverse(), { key, down })).toEqual(order);
      }),
    );
  });

  test('starts with what costs most, and with what is broken', () => {
    const given = [row('a', 1), row('b', 9), row('c', 5, 'failed')];
    expect(sortPlugins(given, { key: 'cpu', down: true })).toEqual(['b', 'c', 'a']);
    expect(sortPlugins(given, { key: 'state', down: false })).toEqual(['c', 'a', 'b']);
  });
});

describe('keepOrder', () => {
  test('moves nothing that stays', () => {
    expect(keepOrder(['c', 'a', 'b'], [row('a'), row('b'), row('d')])).toEqual(['a', 'b', 'd']);
  });
});

describe('toStateWord', () => {
  test('has a word for every state', () => {
    for (const state of pluginStates) expect(toStateWord({ state, wanted: 'enabled' })[1]).toMatch(/^[A-Z]/);
    expect(toStateWord({ state: 'installed', wanted: 'disabled' })[1]).toBe('Off');
  });
});
