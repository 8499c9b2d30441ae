import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { hasBit } from './bits.ts';
import { RangeReader, VersionList } from './versions.ts';

const part = fc.integer({ min: 0, max: 3 });
const pre = fc.constantFrom(
  '',
  '',
  '',
  '-0',
  '-1',
  '-alpha',
  '-alpha.1',
  '-alpha.beta',
  '-beta.2',
  '-beta.11',
  '-rc-1',
);
const version = fc.tuple(part, part, part, pre).map(([a, b, c, d]) => `${a}.${b}.${c}${d}`);
const partial = fc.oneof(
  version,
  fc.constantFrom('*', 'x', '', '1', '2.x', '1.2', '0', '0.0', '3.*', '1.2.x', 'v1.2.3', '=1', '1.2.3+build'),
);
const simple = fc
  .tuple(fc.constantFrom('', '^', '~', '>', '>=', '<', '<=', '=', '~>', '^ ', '>= '), partial)
  .map((p) => p.join(''));
const range = fc.oneof(
  simple,
  fc.array(simple, { minLength: 2, maxLength: 3 }).map((all) => all.join(' ')),
  fc.array(simple, { minLength: 2, maxLength: 3 }).map((all) => all.join(' || ')),
  fc.tuple(partial, partial).map(([a, b]) => `${a} - ${b}`),
  fc.string({ maxLength: 8 }),
);

const inRange = (texts: string[], text: string) => {
  const list = new VersionList(texts, new RangeReader());
  const set = list.inRange(text);
  return list.texts.filter((_, i) => hasBit(set, i + 1));
};

describe('VersionList', () => {
  test('orders versions as semver does', () => {
    fc.assert(
      fc.property(fc.uniqueArray(version, { maxLength: 40 }), (texts) => {
        expect(new VersionList(texts, new RangeReader()).texts).toEqual([...texts].sort(semver.compare));
      }),
    );
  });

  test('reads ranges as npm does', () => {
    fc.assert(
      fc.property(fc.uniqueArray(version, { maxLength: 40 }), range, (texts, text) => {
        const expected = texts.filter((one) => semver.satisfies(one, text)).sort(semver.compare);
        expect(inRange(texts, text)).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['^2.0.0', ['2.0.0', '2.9.9']],
    ['^2.0.0-beta.1', ['2.0.0-beta.2', '2.0.0', '2.9.9']],
    ['*', ['1.0.0', '2.0.0', '2.9.9', '3.0.0']],
    ['', ['1.0.0', '2.0.0', '2.9.9', '3.0.0']],
    ['2.1.0-rc.1', ['2.1.0-rc.1']],
    ['latest', []],
    ['>=99999999999999999999.0.0', []],
  ])('finds in %j what a person expects', (text, expected) => {
    const texts = ['3.0.0', '1.0.0', '2.0.0-beta.2', '2.1.0-rc.1', '2.9.9', '2.0.0', '2.0.0-alpha'];
    expect(inRange(texts, text)).toEqual(expected);
  });
});
