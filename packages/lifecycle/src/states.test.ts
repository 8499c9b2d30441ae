import { type PluginState, pluginStates } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsFrom, findNextEvent, isRunning, move, moves, type PluginEvent } from './states.ts';

function reachableFrom(start: PluginState): Set<PluginState> {
  const found = new Set([start]);
  for (const state of found) for (const target of Object.values(moves[state])) found.add(target);
  return found;
}

describe('moves', () => {
  test('covers the states of contracts', () => {
    expect(Object.keys(moves).sort()).toEqual([...pluginStates].sort());
  });

  test.each(pluginStates)('%s can be reached from installed and can get back', (state) => {
    expect(reachableFrom('installed')).toContain(state);
    expect(reachableFrom(state)).toContain('installed');
  });

  test('lets no running state end but where its isolate is disposed', () => {
    for (const state of pluginStates.filter(isRunning))
      for (const target of Object.values(moves[state]))
        expect(isRunning(target) || target === 'failed' || state === 'deactivating').toBe(true);
  });

  test('lets every state with an isolate fail: a runner may die at any moment', () => {
    for (const state of pluginStates.filter(isRunning)) expect(move(state, 'fail')).toBe('failed');
  });
});

describe('move', () => {
  test('follows the table', () => {
    const way: PluginEvent[] = ['load', 'loaded', 'activated', 'deactivate', 'deactivated'];
    expect(way.reduce<PluginState>((state, event) => move(state, event), 'installed')).toBe('installed');
  });

  test('refuses whatever the table does not hold, and says what it holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pluginStates),
        fc.constantFrom(...pluginStates.flatMap(eventsFrom)),
        (from, event) => {
          if (eventsFrom(from).includes(event)) expect(pluginStates).toContain(move(from, event));
          else
            expect(() => move(from, event)).toThrowError(expect.objectContaining({ code: 'lifecycle.illegal-move' }));
        },
      ),
    );
    expect(() => move('active', 'load')).toThrowError(
      'A plugin that is active cannot load; it can deactivate or fail.',
    );
    expect(() => move('active', 'toString' as PluginEvent)).toThrowError(/cannot toString/);
  });
});

describe('findNextEvent', () => {
  const answers: Partial<Record<PluginState, PluginEvent>> = {
    loading: 'loaded',
    activating: 'activated',
    deactivating: 'deactivated',
    updating: 'updated',
  };

  test('brings any state to rest where the user wants it', () => {
    const want = fc.record({ wanted: fc.constantFrom('enabled' as const, 'disabled' as const), inUse: fc.boolean() });
    fc.assert(
      fc.property(fc.constantFrom(...pluginStates), want, (start, wish) => {
        let state = start;
        for (let i = 0; i < 10; i++) {
          const event = findNextEvent(state, wish) ?? answers[state];
          if (event) state = move(state, event);
        }
        if (wish.wanted === 'disabled') expect(isRunning(state)).toBe(false);
        else if (start === 'failed' || start === 'quarantined') expect(state).toBe(start);
        else expect(state === 'active' || (!wish.inUse && state === 'installed')).toBe(true);
      }),
    );
  });
});
