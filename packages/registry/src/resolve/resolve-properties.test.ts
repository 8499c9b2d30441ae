import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Release } from '../catalogue.ts';
import { canHold, searchPlainly, type World } from './brute-force-fixture.ts';
import { resolve } from './resolve.ts';

const names = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox'];
const versions = ['1.0.0', '1.1.0', '2.0.0-beta.1', '2.0.0', '2.1.0', '3.0.0'];
const ranges = ['*', '^1.0.0', '^2.0.0', '^2.0.0-beta.1', '>=1.1.0', '1.0.0 || 3.x', '<2.0.0', '~2.1.0', '^4.0.0'];
const name = fc.constantFrom(...names, ...names, 'gnu');
const range = fc.constantFrom(...ranges);
const needs = (maxKeys: number) => fc.dictionary(name, range, { maxKeys, noNullPrototype: true });

const release: fc.Arbitrary<Release> = fc.record(
  {
    dependencies: needs(3),
    optionalDependencies: needs(1),
    terminal: fc.constantFrom('^1.0.0', '^1.0.0', '>=1.2.0', '^2.0.0'),
    yanked: fc.integer({ max: 5, min: 0 }).map((n) => n === 0),
  },
  { requiredKeys: ['dependencies'], noNullPrototype: true },
);
const releases = fc.dictionary(fc.constantFrom(...versions), release, { minKeys: 1, noNullPrototype: true });

/** Few plugins with few versions each, and every kind of relation between them. */
const worlds: fc.Arbitrary<World> = fc.record({
  catalogue: fc.record({
    plugins: fc.dictionary(fc.constantFrom(...names), releases, { minKeys: 2, noNullPrototype: true }),
  }),
  requests: fc.array(fc.record({ name, range }), { minLength: 1, maxLength: 3 }),
  installed: fc.dictionary(
    fc.constantFrom(...names),
    fc.record({ version: fc.constantFrom(...versions), pinned: fc.integer({ max: 4, min: 0 }).map((n) => n === 0) }),
    { maxKeys: 4, noNullPrototype: true },
  ),
  terminal: fc.constantFrom('1.0.0', '1.5.0'),
});

describe('resolve', () => {
  test('finds the plan that trying everything in the documented order finds first, and none where there is none', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const expected = searchPlainly(world);
        const answer = resolve(world);
        expect(answer.ok).toBe(expected !== undefined);
        if (!answer.ok || !expected) return;
        expect(answer.plan).toEqual(expected.plan);
        expect(answer.left.map(({ plugin, needs, range }) => ({ from: plugin, name: needs, range }))).toEqual(
          expected.left,
        );
      }),
      { numRuns: 400 },
    );
  });

  test('agrees with that where a plugin has more versions than a word has bits', () => {
    const version = fc.nat(69).map((minor) => `1.${minor}.0`);
    const near = fc.tuple(fc.constantFrom('', '<=', '>='), version).map((parts) => parts.join(''));
    const plugin = fc.array(fc.dictionary(fc.constantFrom('ant', 'bee', 'cat'), near, { maxKeys: 2 }), {
      minLength: 70,
      maxLength: 70,
    });
    const toReleases = (all: Record<string, string>[]) =>
      Object.fromEntries(all.map((dependencies, i) => [`1.${i}.0`, { dependencies }]));
    fc.assert(
      fc.property(fc.tuple(plugin, plugin, plugin), fc.tuple(near, near), ([ant, bee, cat], [x, y]) => {
        const plugins = { ant: toReleases(ant), bee: toReleases(bee), cat: toReleases(cat) };
        const requests = [
          { name: 'ant', range: x },
          { name: 'bee', range: y },
        ];
        const world = { catalogue: { plugins }, requests, installed: {}, terminal: '1.0.0' };
        const answer = resolve(world);
        expect(answer.ok && answer.plan).toEqual(searchPlainly(world)?.plan ?? false);
      }),
      { numRuns: 40 },
    );
  });

  test('gives the same answer, word for word, in whatever order things are listed', () => {
    fc.assert(
      fc.property(worlds.chain(shuffleWorld), ([world, other]) => {
        expect(resolve(other)).toEqual(resolve(world));
      }),
    );
  });

  test('still finds a plan after a version was added', () => {
    const added = fc.constantFrom('0.9.0', '1.5.0', '9.0.0');
    fc.assert(
      fc.property(worlds, fc.nat(), added, release, (world, pick, version, unwanted) => {
        const { plugins } = world.catalogue;
        const name = Object.keys(plugins)[pick % Object.keys(plugins).length] as string;
        const catalogue = { plugins: { ...plugins, [name]: { ...plugins[name], [version]: unwanted } } };
        if (resolve(world).ok) expect(resolve({ ...world, catalogue }).ok).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('names facts that contradict each other, and no fewer do', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const answer = resolve(world);
        if (answer.ok) return;
        const { because, explanation, remedies } = answer.conflict;
        expect(canHold(world, because)).toBe(false);
        for (const fact of because)
          expect(
            canHold(
              world,
              because.filter((one) => one !== fact),
            ),
          ).toBe(true);
        expect(remedies.length).toBeGreaterThan(0);
        // Longer ones are cut.
        if (because.length <= 8) for (const { plugin } of because) expect(explanation).toContain(plugin);
      }),
      { numRuns: 300 },
    );
  });
});

function shuffleWorld(world: World): fc.Arbitrary<readonly [World, World]> {
  const { catalogue, requests, installed } = world;
  const plugins = shuffle(catalogue.plugins).chain((all) =>
    fc.record(Object.fromEntries(Object.entries(all).map(([name, releases]) => [name, shuffle(releases)]))),
  );
  const wanted = fc.shuffledSubarray([...requests], { minLength: requests.length });
  return fc
    .tuple(plugins, wanted, shuffle(installed))
    .map(([all, asked, here]) => [world, { ...world, catalogue: { plugins: all }, requests: asked, installed: here }]);
}

function shuffle<T>(record: Readonly<Record<string, T>>): fc.Arbitrary<Record<string, T>> {
  const entries = Object.entries(record);
  return fc.shuffledSubarray(entries, { minLength: entries.length }).map((all) => Object.fromEntries(all));
}
