import { openHome, readSession } from '@omnitrade/store';
import { describe, expect, it } from 'vitest';
import { createTestHome, type TestHome, takePort } from './cli-fixture.ts';

async function safeModeOf(home: TestHome): Promise<unknown> {
  const session = await readSession(home.dir);
  const headers = { authorization: `Bearer ${session?.token}` };
  const answer = await fetch(`${session?.url}/api/vitals`, { headers });
  return ((await answer.json()) as { safeMode?: unknown }).safeMode;
}

async function failStart(home: TestHome): Promise<void> {
  await using opened = await openHome({ dir: home.dir });
  await opened.starts.begin(Date.now());
}

describe('safe mode', () => {
  it('follows two starts that never finished, says why, and is over with the next one', async () => {
    using home = createTestHome();
    await failStart(home);
    await failStart(home);
    const safe = await home.start();
    expect(await safeModeOf(home)).toMatchObject({
      why: 'failed-starts',
      reason: expect.stringContaining('twice in a row'),
    });
    expect(await safe.stop()).toBe(0);
    const normal = await home.start();
    expect(await safeModeOf(home)).toBeUndefined();
    expect(await normal.stop()).toBe(0);
  }, 60_000);

  it('is there when asked for', async () => {
    using home = createTestHome();
    const { stop } = await home.start('--safe');
    expect(await safeModeOf(home)).toMatchObject({ why: 'asked' });
    const { json } = await home.run('list', '--json');
    expect((json as { plugins: { state: string }[] }).plugins.map(({ state }) => state)).not.toContain('active');
    expect(await stop()).toBe(0);
  }, 60_000);

  it('does not follow starts that were refused in order', async () => {
    using home = createTestHome();
    using taken = await takePort();
    for (let i = 0; i < 2; i++) expect((await home.run('start', '--port', `${taken.port}`)).code).toBe(1);
    const { stop } = await home.start();
    expect(await safeModeOf(home)).toBeUndefined();
    expect(await stop()).toBe(0);
  }, 60_000);
});
