import { describe, expect, test } from 'vitest';
import { parseManifestValue } from '../parse-manifest.ts';
import { assertInstallable, fixManifest, manifestChecks, runManifestChecks, thisTerminal } from './index.ts';

const least = {
  name: 'my-plugin',
  version: '1.0.0',
  author: 'example-labs',
  description: 'Does a thing.',
  main: 'index.js',
  compatibility: { terminal: '^1.0.0' },
};
const findings = (changes: object, context = thisTerminal) =>
  runManifestChecks(parseManifestValue({ ...least, ...changes }), context);

/** For each check, a manifest it finds fault with and what it says. */
const faulty: Record<string, [object, string]> = {
  compatibility: [
    { compatibility: { terminal: '^2.0.0' } },
    'The plugin "my-plugin" is made for plugin API "^2.0.0"; this terminal has 1.0.0. Install a version made for it, or update the terminal.',
  ],
  dependencies: [
    { dependencies: { 'my-plugin': '1' } },
    'The plugin "my-plugin" depends on itself; take it out of "dependencies".',
  ],
  'point-permissions': [
    { extensionPoints: ['data.provider'], permissions: ['storage'] },
    'The plugin "my-plugin" contributes to "data.provider", which needs the permission "data:provide": add it to "permissions".',
  ],
  'resource-caps': [
    { resources: { memoryMb: 300 } },
    '"resources.memoryMb" asks for 300; this terminal gives at most 256. Ask for 256 or less.',
  ],
  'usable-points': [
    { extensionPoints: ['chart.drawing'], permissions: ['charts:write'] },
    'The plugin "my-plugin" names the extension point "chart.drawing", which this terminal knows but cannot use yet.',
  ],
  'plugin-calls': [
    { permissions: ['plugins:other'] },
    'The plugin "my-plugin" may call "other" but does not depend on it: add it to "dependencies".',
  ],
};

describe('runManifestChecks', () => {
  test('finds nothing in a plain manifest', () => {
    expect(findings({})).toEqual([]);
    expect(findings({ extensionPoints: ['chart.indicator'], permissions: ['charts:write'] })).toEqual([]);
  });

  test.each(manifestChecks.map((check) => [check.rule, check] as const))('%s finds its fault', (rule, check) => {
    const [changes, message] = faulty[rule] as [object, string];
    expect(findings(changes)).toEqual([
      {
        rule,
        severity: check.severity,
        fixable: check.fix !== undefined,
        code: expect.stringMatching(/^manifest\./),
        path: expect.any(String),
        message,
      },
    ]);
  });

  test('puts errors before warnings', () => {
    const all = findings({ extensionPoints: ['chart.drawing', 'data.provider'], permissions: ['charts:write'] });
    expect(all.map((finding) => finding.severity)).toEqual(['error', 'warning']);
  });

  test('measures against the terminal it is given', () => {
    expect(findings({}, { ...thisTerminal, pluginApi: '2.0.0' }).map((finding) => finding.rule)).toEqual([
      'compatibility',
    ]);
  });
});

describe('fixManifest', () => {
  test.each(manifestChecks.filter((check) => check.fix).map((check) => check.rule))('repairs what %s finds', (rule) => {
    const written = { ...least, ...faulty[rule]?.[0] };
    expect(runManifestChecks(parseManifestValue(fixManifest(written)))).toEqual([]);
  });

  test('leaves alone what is well, and what only the author can know', () => {
    expect(fixManifest(least)).toBe(least);
    const newer = { ...least, compatibility: { terminal: '^2.0.0' } };
    expect(fixManifest(newer)).toBe(newer);
  });

  test('asks once for a permission that two points need', () => {
    const written = { ...least, extensionPoints: ['chart.indicator', 'chart.type'] };
    expect(fixManifest(written)).toEqual({ ...written, permissions: ['charts:write'] });
  });
});

describe('assertInstallable', () => {
  test('lets warnings pass and throws the first error', () => {
    assertInstallable(
      parseManifestValue({ ...least, extensionPoints: ['chart.drawing'], permissions: ['charts:write'] }),
    );
    expect(() =>
      assertInstallable(parseManifestValue({ ...least, compatibility: { terminal: '^2.0.0' } })),
    ).toThrowError(
      expect.objectContaining({
        code: 'manifest.incompatible',
        data: expect.objectContaining({ plugin: 'my-plugin' }),
      }),
    );
  });
});
