import type { SettingsView } from '@omnitrade/contracts';
import { describe, expect, it } from 'vitest';
import { findFaults, toChange, toDraft } from './settings-draft.ts';

const view: SettingsView = {
  plugin: 'set-me',
  schema: {
    type: 'object',
    properties: {
      period: { type: 'integer', default: 14, minimum: 2 },
      name: { type: 'string' },
      levels: { type: 'array', items: { type: 'number' }, default: [30, 70] },
    },
  },
  values: { period: 20, levels: [30, 70] },
  user: { period: 20 },
  workspace: {},
  warnings: [],
};

describe('a draft of settings', () => {
  it('asks for nothing when nothing was changed', () => {
    const draft = toDraft(view, 'user');
    expect(draft).toEqual({ values: { period: 20, name: null }, texts: { levels: '[30,70]' } });
    expect(findFaults(view, draft)).toEqual([]);
    expect(toChange(view, 'user', draft)).toEqual({ scope: 'user', values: {}, clear: [] });
  });

  it('asks for what is another value, and takes back what is the default again', () => {
    const draft = { values: { period: 14, name: 'mine' }, texts: { levels: '[20, 80]' } };
    expect(toChange(view, 'user', draft)).toEqual({
      scope: 'user',
      values: { name: 'mine', levels: [20, 80] },
      clear: ['period'],
    });
  });

  it('sets in the workspace only what differs from what the user wants everywhere', () => {
    const draft = toDraft(view, 'workspace');
    expect(toChange(view, 'workspace', draft)).toEqual({ scope: 'workspace', values: {}, clear: [] });
    const other = { ...draft, values: { ...draft.values, period: 14 } };
    expect(toChange(view, 'workspace', other)).toEqual({ scope: 'workspace', values: { period: 14 }, clear: [] });
  });

  it('names what does not fit', () => {
    expect(findFaults(view, { values: { period: 1, name: null }, texts: { levels: '[1,' } })).toEqual([
      expect.stringContaining('period'),
      '"levels" is not JSON.',
    ]);
    expect(findFaults(view, { values: { period: null, name: null }, texts: { levels: '["a"]' } })).toHaveLength(2);
  });
});
