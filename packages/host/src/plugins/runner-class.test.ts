import type { PluginSource } from '@omnitrade/contracts';
import { describe, expect, it } from 'vitest';
import { chooseCompany, probationMs } from './runner-class.ts';

const signed = { publisher: 'example-labs', fingerprint: 'f', sha256: 'a', reviewed: false };
const sources: Readonly<Record<string, PluginSource>> = {
  'ships with the terminal': { kind: 'directory', path: '/p', builtIn: true },
  'lies in the folder of its author': { kind: 'directory', path: '/p' },
  'was copied from a folder': { kind: 'directory', path: '/p', copy: true },
  'came as an archive nobody signed': { kind: 'archive', path: '/p' },
  'came as a signed archive': { kind: 'archive', path: '/p', signed },
};
const company = (source: PluginSource, permissions: unknown[] = [], age = probationMs) =>
  chooseCompany({ source, installedAt: 1_000, manifest: { permissions } as never }, 1_000 + age);

describe('the company of a plugin', () => {
  it.each([
    ['ships with the terminal', 'reading'],
    ['lies in the folder of its author', 'probation'],
    ['was copied from a folder', 'probation'],
    ['came as an archive nobody signed', 'probation'],
    ['came as a signed archive', 'reading'],
  ])('of one that %s is %s', (which, runnerClass) => {
    expect(company(sources[which] as PluginSource)).toEqual({ runnerClass, alone: false });
  });

  it('of a signed one that came ten minutes ago or less is probation, that of the set that ships never', () => {
    const just = probationMs - 1;
    expect(company(sources['came as a signed archive'] as PluginSource, [], just).runnerClass).toBe('probation');
    expect(company(sources['ships with the terminal'] as PluginSource, [], 0).runnerClass).toBe('reading');
  });

  it.each(['trading:place-orders', 'trading:order-types', { id: 'trading:place-orders', limits: {}, optional: true }])(
    'of one that declares %j is no reader, whether it was granted or not',
    (permission) => {
      const asks = ['charts:write', permission];
      expect(company(sources['ships with the terminal'] as PluginSource, asks)).toEqual({
        runnerClass: 'order-placing',
        alone: false,
      });
      expect(company(sources['lies in the folder of its author'] as PluginSource, asks)).toEqual({
        runnerClass: 'probation',
        alone: true,
      });
    },
  );
});
