import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

const slow = 60_000;
const catalogue = {
  plugins: {
    'advanced-indicators': {
      '1.9.0': { dependencies: { 'chart-utilities': '^1.0.0' }, terminal: '^1.0.0', yanked: false },
      '2.1.0': { dependencies: { 'chart-utilities': '^2.0.0' }, terminal: '^1.0.0', yanked: false },
      '3.0.0': { dependencies: { 'chart-utilities': '^2.0.0' }, terminal: '^2.0.0', yanked: false },
    },
    'chart-utilities': {
      '1.4.0': { dependencies: {}, terminal: '^1.0.0', yanked: false },
      '2.0.0': { dependencies: {}, terminal: '>=1.0.0', yanked: false },
      '2.1.0': { dependencies: {}, terminal: '>=1.0.0', yanked: true },
    },
    drawings: { '1.0.0': { optionalDependencies: { 'not-there': '*' } } },
  },
};

let home: TestHome;
const file = (name: string) => join(home.dir, name);
const resolve = (...args: string[]) => home.run('resolve', file('catalogue.json'), ...args);

beforeAll(() => {
  home = createTestHome();
  writeFileSync(file('catalogue.json'), JSON.stringify(catalogue));
  writeFileSync(file('installed.json'), JSON.stringify({ 'chart-utilities': { version: '1.4.0' } }));
  writeFileSync(file('broken.json'), JSON.stringify({ plugins: { 'chart-utilities': { '1.0': {} } } }));
});
afterAll(() => home[Symbol.dispose]());

describe('omnitrade resolve', { timeout: slow }, () => {
  it('answers with a plan for the terminal', async () => {
    const one = await resolve('--want', 'advanced-indicators', '--terminal', '1.0.0', '--json');
    expect([one.code, one.json, one.stderr]).toEqual([
      0,
      { ok: true, plan: { 'advanced-indicators': '2.1.0', 'chart-utilities': '2.0.0' } },
      '',
    ]);
    const two = await resolve(
      '--terminal',
      '2.0.0',
      '--json',
      '--want',
      'advanced-indicators@>=1',
      'chart-utilities@2.x',
    );
    expect(two.json).toEqual({ ok: true, plan: { 'advanced-indicators': '3.0.0', 'chart-utilities': '2.0.0' } });
  });

  it('says what would change, and what it does without', async () => {
    const { stdout, code } = await resolve(
      ...['--want', 'advanced-indicators@^2.0.0', '--want', 'drawings'],
      ...['--installed', file('installed.json'), '--terminal', '1.0.0'],
    );
    expect(stdout).toBe(`PLUGIN               VERSION  CHANGE
advanced-indicators  2.1.0    new
chart-utilities      2.0.0    was 1.4.0
drawings             1.0.0    new
Without not-there *, which drawings can do without: there is no such plugin.
`);
    expect(code).toBe(0);
  });

  it('explains a conflict and fails', async () => {
    const args = ['--want', 'advanced-indicators@^2.0.0', '--want', 'chart-utilities@^1.4.0', '--terminal', '1.0.0'];
    const explanation =
      'You asked for advanced-indicators ^2.0.0. Because advanced-indicators 2.1.0 needs chart-utilities ^2.0.0 ' +
      'and you asked for chart-utilities ^1.4.0, advanced-indicators and chart-utilities cannot be installed together as asked. ' +
      'Ask for advanced-indicators 1.9.0 instead of ^2.0.0. Or ask for chart-utilities 2.0.0 instead of ^1.4.0.';
    const text = await resolve(...args);
    expect([text.code, text.stdout]).toEqual([1, `${explanation}\n`]);
    const json = await resolve(...args, '--json');
    expect(json.code).toBe(1);
    expect(json.json).toMatchObject({
      ok: false,
      conflict: {
        explanation,
        because: [
          { kind: 'request', plugin: 'advanced-indicators', range: '^2.0.0' },
          { kind: 'dependency', plugin: 'advanced-indicators', needs: 'chart-utilities', range: '^2.0.0' },
          { kind: 'request', plugin: 'chart-utilities', range: '^1.4.0' },
        ],
      },
    });
  });

  it('refuses what it cannot read, in one sentence', async () => {
    const broken = await home.run('resolve', file('broken.json'), '--want', 'a', '--terminal', '1.0.0', '--json');
    expect([broken.code, broken.json]).toEqual([
      1,
      { error: expect.objectContaining({ code: 'catalogue.invalid', message: expect.stringContaining('"1.0"') }) },
    ]);
    const missing = await home.run('resolve', file('nowhere.json'), '--want', 'a', '--terminal', '1.0.0');
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('there is no such file')]);
    const range = await resolve('--want', 'a@newest', '--terminal', '1.0.0', '--json');
    expect([range.code, range.json]).toMatchObject([1, { error: { code: 'resolve.bad-request' } }]);
    const terminal = await resolve('--want', 'a', '--terminal', 'new', '--json');
    expect([terminal.code, terminal.json]).toMatchObject([1, { error: { code: 'resolve.bad-terminal' } }]);
  });

  it('asks for what is wanted', async () => {
    const { code, stderr } = await resolve('--terminal', '1.0.0');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--want')]);
  });
});
