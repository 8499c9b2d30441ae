import { extensionPoints, type Json } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkContribution } from './check-contribution.ts';
import { pointChecks } from './points/index.ts';

const indicator = {
  title: 'Relative strength',
  shortTitle: 'RSI',
  description: 'How one-sided recent moves were.',
  inputs: {
    length: { type: 'integer', default: 14, minimum: 1 },
    source: { type: 'string', default: 'close', enum: ['close', 'hl2'] },
  },
  outputs: [{ key: 'rsi', title: 'RSI', plot: 'line', pane: 'own', format: 'number', color: 3, gaps: true }],
  levels: [{ value: 30 }, { value: 70 }],
  state: ['rise', 'fall'],
  repaint: { closedBars: 2 },
};
const provider = {
  title: 'History',
  capabilities: {
    timeframes: ['1D', '15m'],
    history: 'bars',
    stream: ['bar'],
    maxBarsPerCall: 10_000,
    lastBar: 'always-closed',
    stampedAt: 'open',
  },
};
const output = (changes: object) => ({ outputs: [{ ...indicator.outputs[0], ...changes }] });
const capable = (changes: object) => ({ capabilities: { ...provider.capabilities, ...changes } });
const times = (n: number, make: (i: number) => unknown) => Array.from({ length: n }, (_, i) => make(i));

function messages(point: string, id: string, info: unknown): string[] {
  const checked = checkContribution(point, id, info);
  return checked.ok ? [] : checked.issues.map((issue) => issue.message);
}

describe('checkContribution', () => {
  test('knows every point that this terminal can use', () => {
    const usable = Object.entries(extensionPoints).flatMap(([id, point]) => (point.since === 'later' ? [] : [id]));
    expect(Object.keys(pointChecks).sort()).toEqual(usable.sort());
  });

  test.each<[string, Json]>([
    ['chart.indicator', indicator],
    [
      'chart.indicator',
      { title: 'x', inputs: {}, outputs: [{ key: 'x', plot: 'line', pane: 'price' }], state: [], repaint: 'none' },
    ],
    ['data.provider', provider],
  ])('answers a sound %s with a copy of what it says', (point, info) => {
    expect(checkContribution(point, 'local', info)).toEqual({ ok: true, contribution: { point, id: 'local', info } });
  });

  test('keeps no field but the known ones', () => {
    const checked = checkContribution('chart.indicator', 'rsi', { ...indicator, levels: undefined });
    expect(checked.ok && Object.keys(checked.contribution.info)).not.toContain('levels');
  });

  test.each([
    ['chart.indicators', 'There is no extension point "chart.indicators"; did you mean "chart.indicator"?'],
    ['toString', 'There is no extension point "toString".'],
    ['chart.drawing', 'This terminal knows the extension point "chart.drawing", but cannot use it yet.'],
  ])('refuses the point %s', (point, message) => {
    expect(messages(point, 'x', {})).toEqual([message]);
  });

  test.each(['', 'RSI', '1x', 'a/b', '__proto__', 'x'.repeat(65)])('refuses the id %j', (id) => {
    expect(messages('chart.indicator', id, indicator)).toEqual([expect.stringContaining('must be a letter a to z')]);
  });

  test.each<[string, object, string]>([
    ['no title', { title: undefined }, '"title" is missing.'],
    ['a long title', { title: 'x'.repeat(81) }, '"title" must be one plain line of 1 to 80 characters, not'],
    [
      'a title with a line break',
      { title: 'a\nb' },
      '"title" must be one plain line of 1 to 80 characters, not "a\\nb".',
    ],
    ['a title that reorders text', { title: 'a\u202eb' }, 'not "a\\u202eb".'],
    [
      'a title of another kind',
      { title: { toString: 'x' } },
      '"title" must be one plain line of 1 to 80 characters, not an object.',
    ],
    ['an unknown field', { tilte: 'x' }, 'There is no field "tilte"; did you mean "title"?'],
    ['no inputs', { inputs: undefined }, '"inputs" is missing.'],
    ['an input without default', { inputs: { length: { type: 'integer' } } }, '"length" needs a "default"'],
    [
      'an input with an expression',
      { inputs: { a: { type: 'string', default: '', pattern: 'x' } } },
      '"a" uses "pattern"',
    ],
    [
      '65 inputs',
      {
        inputs: Object.fromEntries(
          times(65, (i) => [`i${i}`, { type: 'boolean', default: true }]) as [string, unknown][],
        ),
      },
      '"inputs" must be at most 64 inputs, not 65.',
    ],
    [
      'a source that is no column',
      { inputs: { source: { type: 'string', default: 'vwap', enum: ['vwap'] } } },
      '"inputs.source" must be text with an "enum" of bars, close',
    ],
    [
      'a source without choices',
      { inputs: { source: { type: 'string', default: 'close' } } },
      '"inputs.source" must be text with an "enum"',
    ],
    ['no outputs', { outputs: [] }, '"outputs" must be a list of 1 to 32 items, not a list.'],
    [
      '33 outputs',
      { outputs: times(33, (i) => ({ key: `k${i}`, plot: 'line', pane: 'own' })) },
      '"outputs" must be a list of 1 to 32 items',
    ],
    ['an output with a capital', output({ key: 'RSI' }), '"outputs[0].key" must be a letter a to z'],
    ['an output everyone has', output({ key: 'constructor' }), '"outputs[0].key" must be a letter a to z'],
    ['an unknown plot', output({ plot: 'cloud' }), '"outputs[0].plot" must be one of line, step'],
    ['an unknown pane', output({ pane: 'second' }), '"outputs[0].pane" must be one of price, own, not "second".'],
    ['a colour out of range', output({ color: 8 }), '"outputs[0].color" must be a theme colour, 0 to 7, not 8.'],
    ['half a colour', output({ color: 0.5 }), '"outputs[0].color" must be a theme colour'],
    ['gaps that are not meant', output({ gaps: false }), '"outputs[0].gaps" must be true, not false.'],
    [
      'a strange field of an output',
      output({ colour: 1 }),
      'There is no field "outputs[0].colour"; did you mean "color"?',
    ],
    [
      'two equal outputs',
      { outputs: [indicator.outputs[0], indicator.outputs[0]] },
      '"outputs[1].key" repeats "rsi"; keep one.',
    ],
    ['17 state columns', { state: times(17, (i) => `s${i}`) }, '"state" must be a list of 0 to 16 items'],
    ['two equal states', { state: ['a', 'a'] }, '"state[1]" repeats "a"; keep one.'],
    ['a state that is no name', { state: [5] }, '"state[0]" must be a letter a to z'],
    [
      'a level at infinity',
      { levels: [{ value: Number.POSITIVE_INFINITY }] },
      '"levels[0].value" must be a number, not Infinity.',
    ],
    ['an unknown repaint', { repaint: 'sometimes' }, '"repaint" must be none, last-bar'],
    ['a repaint of everything', { repaint: { closedBars: 1e9 } }, '"repaint" must be none, last-bar'],
    ['a repaint with more', { repaint: { closedBars: 1, x: 1 } }, '"repaint" must be none, last-bar'],
  ])('refuses an indicator with %s', (_, changes, message) => {
    expect(messages('chart.indicator', 'rsi', { ...indicator, ...changes })).toEqual([
      expect.stringContaining(message),
    ]);
  });

  test.each<[string, object, string]>([
    ['no capabilities', { capabilities: undefined }, '"capabilities" must be an object, not nothing.'],
    ['no timeframes', capable({ timeframes: [] }), '"capabilities.timeframes" must be a list of 1 to 64 items'],
    [
      'a timeframe of no length',
      capable({ timeframes: ['0m'] }),
      '"capabilities.timeframes[0]" must be a timeframe such as',
    ],
    ['two equal timeframes', capable({ timeframes: ['1D', '1D'] }), '"capabilities.timeframes[1]" repeats "1D"'],
    ['an unknown stream', capable({ stream: ['book'] }), '"capabilities.stream[0]" must be one of bar, quote, trade'],
    ['no bars per call', capable({ maxBarsPerCall: 0 }), '"capabilities.maxBarsPerCall" must be a whole number from 1'],
    ['an unknown stamp', capable({ stampedAt: 'middle' }), '"capabilities.stampedAt" must be one of open, close'],
    ['a strange field', capable({ speed: 'fast' }), 'There is no field "capabilities.speed".'],
  ])('refuses a provider with %s', (_, changes, message) => {
    const found = messages('data.provider', 'feed', { ...provider, ...changes });
    expect(found[0]).toContain(message);
    if (!('capabilities' in changes) || changes.capabilities) expect(found.length).toBe(1);
  });

  test.each([null, undefined, 5, 'text', [], true])('refuses %j as info', (info) => {
    expect(messages('chart.indicator', 'rsi', info)[0]).toMatch(/^It must be an object, not /);
    expect(messages('data.provider', 'feed', info)[0]).toMatch(/^It must be an object, not /);
  });

  test('answers any JSON with a contribution or with issues in sentences, and changes nothing it accepts', () => {
    const key = fc.constantFrom(...Object.keys(indicator), ...Object.keys(provider), '__proto__', 'x');
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(indicator), ...Object.values(provider)));
    fc.assert(
      fc.property(fc.constantFrom('chart.indicator', 'data.provider'), fc.dictionary(key, value), (point, changes) => {
        const info = { ...(point === 'data.provider' ? provider : indicator), ...changes };
        const checked = checkContribution(point, 'x', info);
        if (checked.ok) expect(checked.contribution.info).toEqual(info);
        else for (const issue of checked.issues) expect(issue.message).toMatch(/^["A-Z].*[.?]$/);
      }),
    );
  });

  test('stays short where everything is wrong', () => {
    const info = Object.fromEntries(times(5_000, (i) => [`field-${i}`, i]) as [string, unknown][]);
    expect(messages('chart.indicator', 'rsi', info).length).toBe(50);
  });
});
