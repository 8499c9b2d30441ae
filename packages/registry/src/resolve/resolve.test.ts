import { describe, expect, test } from 'vitest';
import type { Catalogue, Release } from '../catalogue.ts';
import { resolve } from './resolve.ts';

/** `{ a: { '1.0.0': { b: '^1' } } }`: only dependencies. */
function catalogue(plugins: Record<string, Record<string, Record<string, string>>>): Catalogue {
  const toReleases = (versions: Record<string, Record<string, string>>) =>
    Object.fromEntries(Object.entries(versions).map(([version, dependencies]) => [version, { dependencies }]));
  return { plugins: Object.fromEntries(Object.entries(plugins).map(([name, all]) => [name, toReleases(all)])) };
}

const want = (...wanted: string[]) =>
  wanted.map((text) => {
    const [name, range = '*'] = text.split('@') as [string, string?];
    return { name, range };
  });

function planOf(input: Parameters<typeof resolve>[0]) {
  const answer = resolve(input);
  return answer.ok ? answer.plan : answer.conflict.explanation;
}

describe('a plan', () => {
  const charts = catalogue({
    indicators: { '1.0.0': { charts: '^1.0.0' }, '2.0.0': { charts: '^1.2.0' } },
    charts: { '1.0.0': {}, '1.2.0': {}, '1.3.0': {}, '2.0.0': {} },
  });

  test('takes the newest of everything where nothing is installed', () => {
    expect(planOf({ catalogue: charts, requests: want('indicators') })).toEqual({
      indicators: '2.0.0',
      charts: '1.3.0',
    });
  });

  test('keeps what is installed where it fits, and changes nothing else', () => {
    const installed = { charts: { version: '1.2.0' }, elsewhere: { version: '0.1.0' } };
    expect(planOf({ catalogue: charts, requests: want('indicators'), installed })).toEqual({
      indicators: '2.0.0',
      charts: '1.2.0',
    });
  });

  test('takes the newest of what is to be updated, and no more', () => {
    const installed = { indicators: { version: '1.0.0' }, charts: { version: '1.0.0' } };
    const requests = [{ name: 'indicators', range: '*', newest: true }];
    expect(planOf({ catalogue: charts, requests, installed })).toEqual({ indicators: '2.0.0', charts: '1.3.0' });
    expect(planOf({ catalogue: charts, requests: want('indicators'), installed })).toEqual({
      indicators: '1.0.0',
      charts: '1.0.0',
    });
  });

  test('takes an older version rather than touch what is pinned', () => {
    const installed = { charts: { version: '1.0.0', pinned: true } };
    expect(planOf({ catalogue: charts, requests: want('indicators'), installed })).toEqual({
      indicators: '1.0.0',
      charts: '1.0.0',
    });
  });

  test('updates an installed plugin that would otherwise cease to work', () => {
    const plugins = catalogue({
      app: { '1.0.0': { lib: '^2.0.0' } },
      other: { '1.0.0': { lib: '^1.0.0' }, '1.1.0': { lib: '>=1.0.0' } },
      lib: { '1.0.0': {}, '2.0.0': {} },
    });
    const installed = { other: { version: '1.0.0' }, lib: { version: '1.0.0' } };
    expect(planOf({ catalogue: plugins, requests: want('app'), installed })).toEqual({
      app: '1.0.0',
      lib: '2.0.0',
      other: '1.1.0',
    });
  });

  test('is not held back by an installed plugin that does not work anyway', () => {
    const plugins = catalogue({
      app: { '1.0.0': { lib: '^2.0.0' } },
      broken: { '1.0.0': { lib: '^1.0.0', gone: '^1.0.0' } },
      lib: { '1.0.0': {}, '2.0.0': {} },
    });
    const installed = { broken: { version: '1.0.0' }, lib: { version: '1.0.0' } };
    expect(planOf({ catalogue: plugins, requests: want('app'), installed })).toEqual({ app: '1.0.0', lib: '2.0.0' });
  });

  test('keeps an installed version that no catalogue knows', () => {
    const installed = { charts: { version: '1.2.5' } };
    expect(planOf({ catalogue: charts, requests: want('indicators'), installed })).toMatchObject({ charts: '1.2.5' });
  });

  test('chooses what is made for the terminal', () => {
    const plugins = { a: { '1.0.0': { terminal: '^1.0.0' }, '2.0.0': { terminal: '^2.0.0' } } };
    const requests = want('a');
    expect(planOf({ catalogue: { plugins }, requests })).toEqual({ a: '1.0.0' });
    expect(planOf({ catalogue: { plugins }, requests, terminal: '2.4.0' })).toEqual({ a: '2.0.0' });
  });

  test('never chooses what was withdrawn, but keeps it where it is installed', () => {
    const plugins = { a: { '1.0.0': {}, '1.1.0': { yanked: true }, '1.2.0': { yanked: true } } };
    const requests = want('a');
    expect(planOf({ catalogue: { plugins }, requests })).toEqual({ a: '1.0.0' });
    expect(planOf({ catalogue: { plugins }, requests, installed: { a: { version: '1.1.0' } } })).toEqual({
      a: '1.1.0',
    });
  });

  test('takes pre-releases only where a range names one', () => {
    const plugins = { a: { '1.0.0': {}, '2.0.0-beta.1': {}, '2.0.0-beta.2': {} } };
    expect(planOf({ catalogue: { plugins }, requests: want('a') })).toEqual({ a: '1.0.0' });
    expect(planOf({ catalogue: { plugins }, requests: want('a@^2.0.0-beta.1') })).toEqual({ a: '2.0.0-beta.2' });
  });

  test('goes round in circles', () => {
    const plugins = catalogue({
      a: { '1.0.0': { b: '^1.0.0' }, '2.0.0': { b: '^2.0.0' } },
      b: { '1.0.0': { a: '^1.0.0' }, '2.0.0': { a: '^1.0.0' } },
    });
    expect(planOf({ catalogue: plugins, requests: want('a') })).toEqual({ a: '1.0.0', b: '1.0.0' });
  });

  test('takes an optional dependency where it fits, and says which it left out', () => {
    const optionalDependencies = { extra: '^1.0.0', 'not-there': '*', old: '^9.0.0', rival: '^1.0.0' };
    const plugins: Record<string, Record<string, Release>> = {
      a: { '1.0.0': { optionalDependencies, dependencies: { rival: '^2.0.0' } } },
      extra: { '1.4.0': {} },
      old: { '1.0.0': {} },
      b: { '1.0.0': { optionalDependencies: { rival: '^1.0.0' }, dependencies: { rival: '^2.0.0', extra: '*' } } },
      c: { '1.0.0': { optionalDependencies: { clash: '*' } } },
      clash: { '1.0.0': { dependencies: { extra: '^2.0.0' } } },
      rival: { '1.0.0': {}, '2.0.0': {} },
    };
    expect(resolve({ catalogue: { plugins }, requests: want('a', 'b', 'c') })).toEqual({
      ok: true,
      plan: { a: '1.0.0', b: '1.0.0', c: '1.0.0', extra: '1.4.0', rival: '1.0.0' },
      left: [
        { plugin: 'a', version: '1.0.0', needs: 'not-there', range: '*', why: 'unknown' },
        { plugin: 'a', version: '1.0.0', needs: 'old', range: '^9.0.0', why: 'no-version' },
        { plugin: 'c', version: '1.0.0', needs: 'clash', range: '*', why: 'conflict' },
      ],
    });
  });

  test('does not bring back an optional dependency of a plugin that stays as it is', () => {
    const plugins = {
      a: { '1.0.0': { dependencies: { b: '*' } } },
      b: { '1.0.0': { optionalDependencies: { c: '*' } } },
      c: { '1.0.0': {} },
    };
    const installed = { b: { version: '1.0.0' } };
    expect(planOf({ catalogue: { plugins }, requests: want('a'), installed })).toEqual({ a: '1.0.0', b: '1.0.0' });
  });

  test('knows plugins by odd names', () => {
    const plugins = JSON.parse(
      '{ "constructor": { "1.0.0": { "dependencies": { "valueOf": "^1" } } }, "valueOf": { "1.0.0": {} } }',
    );
    expect(planOf({ catalogue: { plugins }, requests: want('constructor') })).toEqual({
      constructor: '1.0.0',
      valueOf: '1.0.0',
    });
    expect(resolve({ catalogue: { plugins: {} }, requests: want('toString') }).ok).toBe(false);
  });

  test('looks only at plugins that are reached', () => {
    const seen: PropertyKey[] = [];
    const plugins = new Proxy(
      { a: { '1.0.0': { dependencies: { b: '*' } } }, b: { '1.0.0': {} }, far: { '1.0.0': {} } },
      {
        get(all, name) {
          seen.push(name);
          return Reflect.get(all, name);
        },
      },
    );
    resolve({ catalogue: { plugins }, requests: want('a') });
    expect(new Set(seen)).toEqual(new Set(['a', 'b']));
  });
});

describe('resolve', () => {
  test('says that it gives up rather than go on for ever', () => {
    const pigeons = Array.from({ length: 12 }, (_, i) => i);
    const holes = pigeons.slice(1);
    const plugins = Object.fromEntries([
      ...pigeons.map((p) => [
        `pigeon-${p}`,
        Object.fromEntries(holes.map((h) => [`1.${h}.0`, { dependencies: { [`hole-${h}`]: `1.${p}.0` } }])),
      ]),
      ...holes.map((h) => [`hole-${h}`, Object.fromEntries(pigeons.map((p) => [`1.${p}.0`, {}]))]),
    ]);
    const requests = pigeons.map((p) => ({ name: `pigeon-${p}`, range: '*' }));
    expect(() => resolve({ catalogue: { plugins }, requests, maxSteps: 100_000 })).toThrow(
      expect.objectContaining({ code: 'resolve.too-hard' }),
    );
  });
});
