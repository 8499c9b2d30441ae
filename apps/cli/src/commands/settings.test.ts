import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

const configuration = {
  type: 'object',
  properties: {
    period: { type: 'integer', default: 14, minimum: 2, maximum: 200, title: 'Period' },
    colour: { type: 'string', format: 'color', default: '#2962ff' },
    levels: { type: 'array', items: { type: 'number' }, default: [30, 70] },
  },
};

async function install(home: TestHome): Promise<void> {
  const folder = join(home.dir, 'set-me');
  mkdirSync(folder, { recursive: true });
  const about = { author: 'example-labs', description: 'Made for a test.', main: 'index.js' };
  const manifest = { name: 'set-me', version: '1.0.0', ...about, configuration, compatibility: { terminal: '^1.0.0' } };
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), 'export default { activate() {} };');
  expect((await home.run('install', folder, '--yes')).code).toBe(0);
}

describe.each(['no terminal runs', 'a terminal runs'])('settings where %s', (where) => {
  it('are read, checked, kept by scope and taken back', async () => {
    using home = createTestHome();
    const running = where === 'a terminal runs' ? await home.start() : undefined;
    await install(home);
    const get = async (...args: string[]) => (await home.run('settings', 'get', 'set-me', ...args, '--json')).json;
    const set = (...args: string[]) => home.run('settings', 'set', 'set-me', ...args, '--json');
    expect(await get()).toMatchObject({ values: { period: 14, colour: '#2962ff', levels: [30, 70] }, user: {} });
    expect((await set('period', '20')).json).toEqual({ plugin: 'set-me', key: 'period', value: 20, from: 'user' });
    expect((await set('period', '50', '--workspace')).json).toMatchObject({ value: 50, from: 'workspace' });
    expect((await set('levels', '[20,80]')).json).toMatchObject({ value: [20, 80], from: 'user' });
    expect(await get()).toMatchObject({
      values: { period: 50, levels: [20, 80] },
      user: { period: 20, levels: [20, 80] },
      workspace: { period: 50 },
    });
    expect((await set('period', '--clear', '--workspace')).json).toMatchObject({ value: 20, from: 'user' });
    expect((await set('period', '--clear')).json).toMatchObject({ value: 14, from: 'default' });

    const wrong = await set('period', '1000');
    expect(wrong.code).toBe(1);
    expect(wrong.json).toMatchObject({ error: { code: 'settings.bad-values' } });
    expect((await set('perod', '3')).json).toMatchObject({ error: { message: expect.stringContaining('period') } });
    expect((await set('colour', 'red')).json).toMatchObject({ error: { code: 'settings.bad-values' } });
    expect(await get('colour')).toEqual({ plugin: 'set-me', key: 'colour', value: '#2962ff', from: 'default' });
    expect((await home.run('settings', 'set', 'set-me', 'period')).code).toBe(1);
    expect((await home.run('settings', 'get', 'set-me')).stdout).toContain('Period');
    if (running) expect(await running.stop()).toBe(0);
  }, 90_000);
});
