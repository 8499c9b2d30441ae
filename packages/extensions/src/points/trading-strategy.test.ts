import { describe, expect, test } from 'vitest';
import { checkContribution } from '../check-contribution.ts';

const inputs = { length: { type: 'integer', default: 20, minimum: 1 } };
const codesOf = (point: string, info: unknown) => {
  const check = checkContribution(point, 'mine', info);
  return check.ok ? [] : check.issues.map(({ code, path }) => `${path} ${code}`);
};

describe('what a plugin says about a strategy', () => {
  test('is copied field by field', () => {
    expect(checkContribution('trading.strategy', 'mine', { title: 'Mine', description: 'Buys.', inputs })).toEqual({
      ok: true,
      contribution: { point: 'trading.strategy', id: 'mine', info: { title: 'Mine', description: 'Buys.', inputs } },
    });
  });

  test.each([
    ['no title', { inputs }, ['title contribution.missing']],
    ['no inputs', { title: 'Mine' }, ['inputs contribution.missing']],
    ['a field nobody knows', { title: 'Mine', inputs, create: 1 }, ['create contribution.unknown-field']],
    [
      'inputs without end',
      { title: 'Mine', inputs: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`i${i}`, inputs.length])) },
      ['inputs contribution.bad-field'],
    ],
  ])('is refused with %s', (_, info, codes) => {
    expect(codesOf('trading.strategy', info)).toEqual(codes);
  });
});

describe('what a plugin says about an order type', () => {
  test('names the orders it can carry out', () => {
    const info = { title: 'Slices', inputs, parents: ['market', 'limit'] };
    expect(checkContribution('trading.orderType', 'mine', info)).toMatchObject({ ok: true, contribution: { info } });
  });

  test.each([
    ['no parents', { title: 'Slices', inputs }, ['parents contribution.missing']],
    ['an empty list of them', { title: 'Slices', inputs, parents: [] }, ['parents contribution.bad-field']],
    ['a stop', { title: 'Slices', inputs, parents: ['stop'] }, ['parents[0] contribution.bad-field']],
    [
      'one twice',
      { title: 'Slices', inputs, parents: ['market', 'market'] },
      ['parents[1] contribution.duplicate-key'],
    ],
  ])('is refused with %s', (_, info, codes) => {
    expect(codesOf('trading.orderType', info)).toEqual(codes);
  });
});
