import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => home[Symbol.dispose]());

describe('a debugger, from the outside', () => {
  it('is let into no plugin that came with the terminal', async () => {
    await home.run('list');
    const ran = await home.run('start', '--port', '0', '--json', '--inspect', 'classic-indicators:9339');
    expect(ran.code).toBe(1);
    expect(ran.json).toMatchObject({
      error: { code: 'registry.not-its-author', data: { plugin: 'classic-indicators' } },
    });
    expect((await home.run('start', '--inspect', 'a:b:c')).code).toBe(2);
  });
});

describe('a profile, from the outside', () => {
  it('needs a plugin that runs, and says so', async () => {
    const { json } = await home.run('profile', 'classic-indicators', '--json');
    expect(json).toMatchObject({ error: { code: 'cli.not-running' } });
    expect((await home.run('profile', 'classic-indicators', '--seconds', '99', '--json')).json).toMatchObject({
      error: { code: 'cli.usage' },
    });
  });

  it('is a file that names functions and places, or the sentence why there is none', async () => {
    const terminal = await home.start();
    const file = join(home.dir, 'out.cpuprofile');
    const session = JSON.parse(readFileSync(join(home.dir, 'session.json'), 'utf8')) as { url: string; token: string };
    const headers = { authorization: `Bearer ${session.token}`, 'content-type': 'application/json' };
    const post = (path: string, body: object) =>
      fetch(`${session.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const isActive = async () => {
      const answer = await fetch(`${session.url}/api/plugins/classic-indicators`, { headers });
      return ((await answer.json()) as { state?: string }).state === 'active';
    };
    while (!(await isActive())) await new Promise((resolve) => setTimeout(resolve, 50));
    const measuring = home.run('profile', 'classic-indicators', '--seconds', '2', '--out', file, '--json');
    // Something to do meanwhile.
    await post('/api/chart/replay', { action: 'start' });
    for (let n = 0; n < 30; n++) {
      await post('/api/chart/replay', { action: 'step' });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { json } = await measuring;
    if ('error' in (json as object)) expect(json).toMatchObject({ error: { code: 'sandbox.profile-empty' } });
    else {
      expect(json).toMatchObject({ ok: true, file, functions: expect.any(Array) });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        nodes: expect.any(Array),
        samples: expect.any(Array),
      });
    }
    expect(existsSync(file)).toBe(!('error' in (json as object)));
    const { stdout } = await home.run('top', '--wide');
    expect(stdout).toMatch(/PLUGIN .* QUEUE .* ERRORS .* STRIKES .* CONFLATED .* DENIED .* RESTARTS/);
    await terminal.stop();
  });
});
