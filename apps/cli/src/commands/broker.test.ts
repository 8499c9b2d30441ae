import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

const example = (name: string) =>
  fileURLToPath(new URL(`../../../../docs/examples/broker/${name}.json`, import.meta.url));
const codeOf = ({ json }: { json: unknown }) => (json as { error?: { code: string } }).error?.code;

describe('broker run', { timeout: 30_000 }, () => {
  let home: TestHome;
  beforeAll(() => {
    home = createTestHome();
  });
  afterAll(() => home[Symbol.dispose]());

  it('tells what becomes of each order, event by event', async () => {
    const ran = await home.run('broker', 'run', example('stop-through-gap'), '--json');
    expect(ran.code).toBe(0);
    expect(ran.json).toMatchObject({
      policy: 'path',
      events: [
        { t: 60_000, order: 'stop', status: 'submitted' },
        { t: 60_000, order: 'stop', status: 'accepted' },
        { t: 60_000, order: 'stop', status: 'filled', lastQty: '100', lastPrice: '96', cumQty: '100', leavesQty: '0' },
      ],
      refused: [],
      account: { cash: '9600' },
    });
  });

  it('takes another policy than the scenario names, and says PAPER to people', async () => {
    const ran = await home.run('broker', 'run', example('limit-and-stop'), '--policy', 'lean-immediate');
    expect(ran.stdout).toMatch(/^TIME +ORDER +STATUS/);
    expect(ran.stdout).toContain('PAPER, policy lean-immediate');
  });

  it.each([
    ['an unknown policy', ['--policy', 'lean-equty'], '{}', 'trading.unknown-policy'],
    ['text that is no JSON', [], '{', 'trading.bad-scenario'],
    ['a scenario with faults', [], '{"instrument":{},"events":[{"t":0,"bar":{"open":"1"}}]}', 'trading.bad-scenario'],
  ])('refuses %s', async (_, more, text, code) => {
    const file = join(home.dir, 'scenario.json');
    writeFileSync(file, text);
    const ran = await home.run('broker', 'run', file, ...more, '--json');
    expect([ran.code, codeOf(ran)]).toEqual([1, code]);
  });

  it('refuses a file that is not there', async () => {
    const ran = await home.run('broker', 'run', join(home.dir, 'none.json'), '--json');
    expect([ran.code, codeOf(ran)]).toEqual([1, 'cli.no-file']);
  });
});
