import { readGuestModules } from '@omnitrade/sdk/guest';
import { describe, expect, test } from 'vitest';
import { recordContributions } from '../plugins/record-contributions.ts';
import { toPluginPackage } from './packed-files.ts';

const manifest = {
  name: 'packed-sample',
  version: '1.0.0',
  author: 'Example Labs',
  description: 'Doubles the close.',
  main: 'index.js',
  permissions: ['charts:write'],
  extensionPoints: ['chart.indicator'],
  compatibility: { terminal: '^1.0.0' },
};
const code = `
import { factor } from './services/factor.js';
export default { activate({ charts }) { charts.addIndicator({
  id: 'double', title: 'Double', inputs: {}, repaint: 'none', warmup: () => 0,
  outputs: [{ key: 'value', plot: 'line', pane: 'own' }],
  calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.value[i] = bars.close[i] * factor; },
}); } };`;

function files(change: Readonly<Record<string, string | null>> = {}): Map<string, Uint8Array> {
  const texts = {
    'plugin.json': JSON.stringify(manifest),
    'index.js': code,
    'services/factor.js': 'export const factor = 2;',
    'assets/note.txt': 'hello',
    'assets/not-code.js': 'this is no module',
    ...change,
  };
  const present = Object.entries(texts).filter(([, text]) => text !== null);
  return new Map(present.map(([path, text]) => [path, new TextEncoder().encode(text as string)]));
}

describe('toPluginPackage', () => {
  test('finds manifest, modules and assets', async () => {
    const made = toPluginPackage(files(), 'sample.otp');
    expect(made.manifest.name).toBe('packed-sample');
    expect([...made.modules.keys()]).toEqual(['index.js', 'services/factor.js']);
    expect(await made.readAsset('note.txt')).toBe('hello');
    expect(await made.readAsset('missing.txt')).toBeUndefined();
    expect(await made.readAsset('../plugin.json')).toBeUndefined();
  });

  test.each([
    ['plugin.json', 'registry.no-manifest'],
    ['index.js', 'registry.no-main'],
  ])('refuses files without %s', (path, codeOfError) => {
    expect(() => toPluginPackage(files({ [path]: null }), 'sample.otp')).toThrow(
      expect.objectContaining({ code: codeOfError }),
    );
  });
});

describe('a package in memory', () => {
  test('that is not UTF-8 is refused by name', () => {
    const odd = files().set('index.js', Uint8Array.of(0xff));
    expect(() => toPluginPackage(odd, 'sample.otp')).toThrow(
      expect.objectContaining({ code: 'registry.unreadable', data: expect.objectContaining({ file: 'index.js' }) }),
    );
  });
});

describe('recordContributions', () => {
  test('runs the plugin and says what it adds', async () => {
    const recorded = await recordContributions(toPluginPackage(files(), 'sample'), readGuestModules());
    expect(recorded).toMatchObject([{ point: 'chart.indicator', id: 'double', info: { title: 'Double' } }]);
  });

  test('throws what the plugin fails with', async () => {
    const broken = toPluginPackage(files({ 'services/factor.js': 'export const other = 2;' }), 'sample');
    await expect(recordContributions(broken, readGuestModules())).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:plugin|sandbox)\./),
    });
  });
});
