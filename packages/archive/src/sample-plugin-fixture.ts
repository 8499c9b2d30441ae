/** A small plugin, ready to be packed, for tests. */

const manifest = {
  name: 'sample-plugin',
  version: '1.2.0',
  author: 'Example Labs',
  description: 'An average, as tests need one.',
  main: 'index.js',
  permissions: ['charts:write', 'storage'],
  extensionPoints: ['chart.indicator'],
  compatibility: { terminal: '^1.0.0' },
};

const texts: Readonly<Record<string, string>> = {
  'plugin.json': `${JSON.stringify(manifest, null, 2)}\n`,
  'index.js': "import { average } from './services/average.js';\nexport default { activate() { average([1]); } };\n",
  'services/average.js': 'export const average = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;\n',
  'assets/rates.csv': 'time,rate\n2026-01-01,1.5\n',
  'README.md': '# Sample plugin\n',
  LICENSE: 'Apache-2.0\n',
};

/** A new map each time; give it other fields of the manifest to make another plugin. */
export function sampleFiles(change: Readonly<Record<string, unknown>> = {}): Map<string, Uint8Array> {
  const encoder = new TextEncoder();
  const files = new Map(Object.entries(texts).map(([path, text]) => [path, encoder.encode(text) as Uint8Array]));
  if (Object.keys(change).length > 0)
    files.set('plugin.json', encoder.encode(JSON.stringify({ ...manifest, ...change })));
  return files;
}

export const sampleContributions = [
  { point: 'chart.indicator', id: 'ema', info: { title: 'Exponential average' } },
  { point: 'chart.indicator', id: 'sma', info: { title: 'Simple average' } },
];
