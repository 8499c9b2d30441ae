/** Catalogues of 1,000 plugins on which solvers are measured: an ordinary one, a deep conflict, and some made to hurt. */

import type { Catalogue, PluginRequest, Release } from '../packages/registry/src/index.ts';

export interface ResolverGraph {
  readonly name: string;
  readonly catalogue: Catalogue;
  readonly requests: readonly PluginRequest[];
}

type Plugins = Record<string, Record<string, Release>>;

const pad = (i: number) => `${i}`.padStart(4, '0');
const nameOf = (i: number) => `plugin-${pad(i)}`;

/** The same numbers at every run. */
export function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Twenty versions each, up to five dependencies on plugins below, ranges that follow the version at hand; thirty are asked for. */
export function createOrdinary(size = 1000): ResolverGraph {
  const chance = createChance(1);
  const below = (n: number) => Math.floor(chance() * n);
  const plugins: Plugins = {};
  for (let i = size - 1; i >= 0; i--) {
    const needed = Array.from(
      { length: i > size - 50 ? 0 : below(6) },
      () => i + 1 + below(Math.min(200, size - i - 1)),
    );
    const releases: Record<string, Release> = {};
    for (let v = 0; v < 20; v++) {
      const dependencies = Object.fromEntries(
        needed.map((d) => [nameOf(d), `^${1 + Math.floor(v / 7)}.${below(5)}.0`]),
      );
      releases[`${1 + Math.floor(v / 7)}.${v % 7}.0`] = { dependencies, terminal: v < 16 ? '^1.0.0' : '>=1.0.0 <3' };
    }
    plugins[nameOf(i)] = releases;
  }
  const requests = Array.from({ length: 30 }, (_, i) => ({ name: nameOf(i), range: '*' }));
  return { name: 'ordinary', catalogue: { plugins }, requests };
}

/** A conflict between the first choice and the last, with a thousand choices between that have nothing to do with it. */
export function createDeepConflict(size = 1000, solvable = true): ResolverGraph {
  const plugins: Plugins = {};
  const versions = ['1.0.0', '1.1.0', '1.2.0'];
  for (let i = 0; i < size - 1; i++)
    plugins[nameOf(i)] = Object.fromEntries(
      versions.map((v) => [v, { dependencies: { [nameOf(i + 1)]: i === size - 2 ? '^2.0.0' : '^1.0.0' } }]),
    );
  (plugins[nameOf(0)] as Record<string, Release>)['1.2.0'] = {
    dependencies: { [nameOf(1)]: '^1.0.0', [nameOf(size - 1)]: '^1.0.0' },
  };
  if (!solvable)
    for (const v of versions)
      (plugins[nameOf(0)] as Record<string, Release>)[v] = {
        dependencies: { [nameOf(1)]: '^1.0.0', [nameOf(size - 1)]: '^1.0.0' },
      };
  plugins[nameOf(size - 1)] = { '1.0.0': {}, '2.0.0': {} };
  const name = solvable ? 'deep conflict' : 'deep conflict, no answer';
  return { name, catalogue: { plugins }, requests: [{ name: nameOf(0), range: '*' }] };
}

/** Every plugin's newer versions want another version of one shared library than the plugin asked for last. */
export function createSharedLibrary(size = 1000): ResolverGraph {
  const plugins: Plugins = {};
  for (let i = 0; i < size - 1; i++)
    plugins[nameOf(i)] = Object.fromEntries(
      Array.from({ length: 10 }, (_, v) => [
        `1.${v}.0`,
        { dependencies: { library: i === size - 2 ? '1.0.0' : `1.${v}.0` } },
      ]),
    );
  plugins.library = Object.fromEntries(Array.from({ length: 10 }, (_, v) => [`1.${v}.0`, {}]));
  const requests = Array.from({ length: size - 1 }, (_, i) => ({ name: nameOf(i), range: '*' }));
  return { name: 'shared library', catalogue: { plugins }, requests };
}

/** Layers of ten, each version of each plugin needs its own version of every plugin of the next layer; the last layer disagrees. */
export function createLayers(size = 1000): ResolverGraph {
  const plugins: Plugins = {};
  const layers = size / 10;
  for (let layer = 0; layer < layers; layer++)
    for (let i = 0; i < 10; i++) {
      const releases: Record<string, Release> = {};
      for (let v = 0; v < 5; v++) {
        const dependencies: Record<string, string> = {};
        if (layer + 1 < layers)
          for (let j = 0; j < 10; j++) dependencies[nameOf((layer + 1) * 10 + j)] = `>=1.${Math.max(0, v - 1)}.0`;
        else dependencies.library = `1.${i % 2}.0`;
        releases[`1.${v}.0`] = { dependencies };
      }
      plugins[nameOf(layer * 10 + i)] = releases;
    }
  plugins.library = { '1.0.0': {}, '1.1.0': {} };
  const requests = [{ name: nameOf(0), range: '*' }];
  return { name: 'layers, no answer', catalogue: { plugins }, requests };
}

/** More plugins than holes, and each hole takes one: hard for any solver that only draws conclusions. */
export function createPigeons(pigeons: number, size = 1000): ResolverGraph {
  const plugins: Plugins = {};
  for (let i = 0; i < pigeons; i++)
    plugins[nameOf(i)] = Object.fromEntries(
      Array.from({ length: pigeons - 1 }, (_, h) => [`1.${h}.0`, { dependencies: { [`hole-${pad(h)}`]: `1.${i}.0` } }]),
    );
  for (let h = 0; h < pigeons - 1; h++)
    plugins[`hole-${pad(h)}`] = Object.fromEntries(Array.from({ length: pigeons }, (_, i) => [`1.${i}.0`, {}]));
  for (let i = Object.keys(plugins).length; i < size; i++) plugins[nameOf(i)] = { '1.0.0': {} };
  const requests = Array.from({ length: pigeons }, (_, i) => ({ name: nameOf(i), range: '*' }));
  return { name: `${pigeons} into ${pigeons - 1}, no answer`, catalogue: { plugins }, requests };
}

/** Relations thrown together by chance, near where answers cease to exist. */
export function createTangle(seed: number, size = 1000, dependencies = 3): ResolverGraph {
  const chance = createChance(seed);
  const below = (n: number) => Math.floor(chance() * n);
  const plugins: Plugins = {};
  for (let i = 0; i < size; i++)
    plugins[nameOf(i)] = Object.fromEntries(
      Array.from({ length: 6 }, (_, v) => [
        `1.${v}.0`,
        {
          dependencies: Object.fromEntries(
            Array.from({ length: below(dependencies + 1) }, () => {
              const from = below(6);
              return [nameOf(below(size)), `>=1.${from}.0 <=1.${from + below(3)}.0`];
            }),
          ),
        },
      ]),
    );
  const requests = Array.from({ length: 10 }, (_, i) => ({ name: nameOf(i), range: '*' }));
  return { name: `tangle ${seed}`, catalogue: { plugins }, requests };
}
