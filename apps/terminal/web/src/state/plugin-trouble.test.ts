import { describe, expect, it } from 'vitest';
import { createTroubleSelector } from './plugin-trouble.ts';
import { type PluginRow, startState } from './terminal-state.ts';

const row = (id: string, state: string, message?: string) =>
  ({ id, state, ...(message && { error: { code: 'sandbox.timeout', message, time: 1 } }) }) as PluginRow;
const select = createTroubleSelector('lines');
const look = (...plugins: PluginRow[]) => select({ ...startState, plugins });

describe('the trouble of a plugin', () => {
  it.each(['failed', 'quarantined'])('is its state and reason when it is %s', (state) => {
    expect(look(row('other', 'active'), row('lines', state, 'It took too long.'))).toEqual({
      state,
      reason: 'It took too long.',
    });
  });

  it('is none while it can be used, or is not there', () => {
    expect(look(row('lines', 'active', 'Long ago.'), row('other', 'failed'))).toBeUndefined();
    expect(look()).toBeUndefined();
  });

  it('is said even of one that did not say why', () => {
    expect(look(row('lines', 'failed'))?.reason).toContain('did not say why');
  });

  it('is the same object until it changes', () => {
    const first = look(row('lines', 'failed', 'One.'));
    expect(look(row('lines', 'failed', 'One.'))).toBe(first);
    expect(look(row('lines', 'failed', 'Two.'))).not.toBe(first);
  });
});
