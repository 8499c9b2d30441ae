import { describe, expect, test } from 'vitest';
import type { Installed, Release } from '../catalogue.ts';
import type { Conflict } from './conflict.ts';
import { resolve } from './resolve.ts';

type Plugins = Record<string, Record<string, Release>>;

const needs = (dependencies: Record<string, string>): Release => ({ dependencies });
const charts: Plugins = {
  indicators: {
    '1.9.0': needs({ charts: '^1.0.0' }),
    '2.0.0': needs({ charts: '^2.0.0' }),
    '2.1.0': needs({ charts: '^2.0.0' }),
  },
  charts: { '1.3.0': {}, '1.4.0': {}, '2.3.0': {} },
};

function conflictOf(plugins: Plugins, wanted: string[], installed: Installed = {}): Conflict {
  const requests = wanted.map((text) => ({ name: text.split('@')[0] as string, range: text.split('@')[1] ?? '*' }));
  const answer = resolve({ catalogue: { plugins }, requests, installed, terminal: '1.0.0' });
  if (answer.ok) throw new Error(`There is a plan: ${JSON.stringify(answer.plan)}`);
  return answer.conflict;
}

const chain = (length: number): Plugins =>
  Object.fromEntries(
    Array.from({ length }, (_, i) => [
      `p${i}`,
      { '1.0.0': needs({ [i + 1 < length ? `p${i + 1}` : 'the-end']: '^1.0.0' }) },
    ]),
  );

describe('an explanation', () => {
  test.each<[string, Plugins, string[], Installed, string]>([
    [
      'two wishes that do not go together',
      charts,
      ['indicators@^2.0.0', 'charts@^1.4.0'],
      {},
      'You asked for indicators ^2.0.0. Because indicators 2.0.0 and 2.1.0 need charts ^2.0.0 and you asked for charts ^1.4.0, ' +
        'indicators and charts cannot be installed together as asked. ' +
        'Ask for indicators 1.9.0 instead of ^2.0.0. Or ask for charts 2.3.0 instead of ^1.4.0.',
    ],
    [
      'a pin',
      charts,
      ['indicators@^2.0.0'],
      { charts: { version: '1.4.0', pinned: true } },
      'You asked for indicators ^2.0.0. Because indicators 2.0.0 and 2.1.0 need charts ^2.0.0 and you pinned charts to 1.4.0, ' +
        'indicators cannot be installed as asked. ' +
        'Ask for indicators 1.9.0 instead of ^2.0.0. Or unpin charts, which would then change to 2.3.0.',
    ],
    [
      'a plugin that would cease to work',
      { ...charts, drawings: { '1.0.0': needs({ charts: '~1.4.0' }) } },
      ['indicators@^2.0.0'],
      { charts: { version: '1.4.0' }, drawings: { version: '1.0.0' } },
      'You asked for indicators ^2.0.0 and drawings 1.0.0 is installed and must go on working. ' +
        'Because indicators 2.0.0 and 2.1.0 need charts ^2.0.0 and drawings 1.0.0 needs charts ~1.4.0, ' +
        'indicators cannot be installed beside what is installed. ' +
        'Ask for indicators 1.9.0 instead of ^2.0.0. Or uninstall drawings.',
    ],
    [
      'a name misspelt',
      charts,
      ['chrats'],
      {},
      'You asked for chrats, but there is no plugin "chrats" (did you mean "charts"?). Ask for charts, if that is what is meant.',
    ],
    [
      'a version that is not there yet',
      charts,
      ['charts@^3.0.0'],
      {},
      'You asked for charts ^3.0.0, but charts has no version in ^3.0.0 (its newest is 2.3.0). Ask for charts 2.3.0 instead of ^3.0.0.',
    ],
    [
      'a version that is there only for the brave',
      { charts: { '1.0.0': {}, '2.0.0-beta.1': {}, '2.0.0-beta.2': {} } },
      ['charts@^2.0.0'],
      {},
      'You asked for charts ^2.0.0, but charts has only pre-releases in ^2.0.0 (the newest is 2.0.0-beta.2). ' +
        'Ask for charts 2.0.0-beta.2 instead of ^2.0.0.',
    ],
    [
      'another terminal',
      { charts: { '1.0.0': { terminal: '^2.0.0' }, '1.1.0': { terminal: '^2.0.0' } } },
      ['charts'],
      {},
      'Because you asked for charts and every version of charts is made for terminal ^2.0.0 (this one is 1.0.0), ' +
        'charts cannot be installed as asked. Use a terminal ^2.0.0, which charts is made for.',
    ],
    [
      'what was withdrawn',
      { charts: { '1.0.0': { yanked: true } } },
      ['charts'],
      {},
      'Because you asked for charts and charts 1.0.0 was withdrawn, charts cannot be installed as asked. ' +
        'Only a new version of charts can change that.',
    ],
    [
      'every way that was tried',
      {
        a: { '1.0.0': needs({ b: '^1.0.0' }), '2.0.0': needs({ c: '^2.0.0' }) },
        b: { '1.0.0': needs({ d: '^1.0.0' }) },
        c: { '2.0.0': needs({ gone: '*' }) },
        d: { '1.0.0': {}, '2.0.0': {} },
        e: { '3.0.0': needs({ d: '^2.0.0' }) },
      },
      ['a', 'e'],
      {},
      'You asked for a and e. Because a 1.0.0 needs b ^1.0.0, which needs d ^1.0.0; ' +
        'a 2.0.0 needs c ^2.0.0, which needs gone, but there is no plugin "gone"; and e 3.0.0 needs d ^2.0.0, ' +
        'a and e cannot be installed together as asked. Do without a. Or do without e.',
    ],
    [
      'a circle',
      { a: { '1.0.0': needs({ b: '^1.0.0' }) }, b: { '1.0.0': needs({ a: '^2.0.0' }) } },
      ['a'],
      {},
      'You asked for a. Because a 1.0.0 needs b ^1.0.0, which needs a ^2.0.0, but a has no version in ^2.0.0 (its newest is 1.0.0), ' +
        'a cannot be installed as asked. Only a new version of a or b can change that.',
    ],
    [
      'a long way in a few words',
      chain(500),
      ['p0'],
      {},
      'You asked for p0. Because p0 1.0.0 needs p1 ^1.0.0, which needs p2 ^1.0.0, which needs p3 ^1.0.0 ' +
        'and so on through 496 more plugins, the last of which needs the-end ^1.0.0, but there is no plugin "the-end", ' +
        'p0 cannot be installed as asked. Only a new version of p0, p1, p2 or one of the others can change that.',
    ],
  ])('tells of %s', (_, plugins, wanted, installed, expected) => {
    expect(conflictOf(plugins, wanted, installed).explanation).toBe(expected);
  });

  test('tells a case that was ruled out before what rests on it', () => {
    const shared = (range: string) => ({ left: range, right: range });
    const plugins: Plugins = {
      a: { '1.0.0': needs({ left: '1.0.0' }), '2.0.0': needs({ right: '1.0.0' }) },
      b: { '1.0.0': needs(shared('2.0.0')) },
      left: { '1.0.0': {}, '2.0.0': {} },
      right: { '1.0.0': {}, '2.0.0': {} },
    };
    const { explanation, because } = conflictOf(plugins, ['a', 'b']);
    expect(because).toHaveLength(6);
    expect(explanation).toContain('a and b cannot be installed together as asked.');
  });

  test('names the versions that matter, and no others', () => {
    const plugins = { ...charts, charts: { ...charts.charts, '3.0.0': {} } };
    expect(conflictOf(plugins, ['indicators@>=2.1.0', 'charts@1.x']).because).toContainEqual({
      kind: 'dependency',
      plugin: 'indicators',
      versions: ['2.1.0'],
      needs: 'charts',
      range: '^2.0.0',
    });
  });

  test('is short, however much there is to tell', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`1.${i}.0`, needs({ charts: `9.${i}.0` })]));
    const { explanation, because } = conflictOf({ ...charts, many }, ['many']);
    expect(because).toHaveLength(401);
    expect(explanation.length).toBeLessThan(1200);
    expect(explanation).toContain('and 192 more facts like these hold');
  });
});

describe('a remedy', () => {
  test('is offered only if it leads to a plan', () => {
    const plugins = { ...charts, other: { '1.0.0': needs({ gone: '*' }) } };
    const { remedies } = conflictOf(plugins, ['indicators@^2.0.0', 'charts@^1.4.0', 'other']);
    expect(remedies).toEqual([expect.stringMatching(/^Only a new version of /)]);
  });
});
