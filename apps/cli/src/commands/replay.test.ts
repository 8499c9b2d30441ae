import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeFrame, encodeFrame, FrameReader } from '@omnitrade/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

const capsule = fileURLToPath(new URL('../../../../packages/sandbox/src/capsule/lively.capsule', import.meta.url));
let home: TestHome;
beforeAll(() => {
  home = createTestHome();
});
afterAll(() => home[Symbol.dispose]());

describe('record from the outside', () => {
  it('needs a plugin that runs', async () => {
    const { code, stderr } = await home.run('record', 'classic-indicators');
    expect(stderr).toContain('No terminal is running on this home, so classic-indicators does nothing');
    expect(code).toBe(1);
  });

  it('writes a run that is replayed exactly', async () => {
    const terminal = await home.start();
    const file = join(home.dir, 'run.capsule');
    const { json } = await home.run('record', 'classic-indicators', '--out', file, '--for', '3', '--json');
    expect(json).toMatchObject({ ok: true, plugin: 'classic-indicators', file });
    const replayed = await home.run('replay', file, '--json');
    expect(replayed.json).toMatchObject({ ok: true, plugin: 'classic-indicators', ended: { cause: 'cut' } });
    expect((replayed.json as { turns: number }).turns).toBeGreaterThan(2);
    await terminal.stop();
  });
});

describe('replay from the outside', () => {
  it('says that a recorded run is repeated exactly', async () => {
    const { code, stdout } = await home.run('replay', capsule);
    expect(stdout).toMatch(/^taped 1\.2\.3: \d+ turns, each as recorded\.\n$/);
    expect(code).toBe(0);
  });

  it('names the turn, what was recorded and what came now, and fails', async () => {
    const frames = new FrameReader().push(readFileSync(capsule)).map(({ header, values }) => {
      const turned = header as { type: string; jobs?: unknown[] };
      if (turned.type === 'turned' && turned.jobs?.length && values.length > 0) values[values.length - 1] = 12345;
      return encodeFrame(header, [values]);
    });
    const file = join(home.dir, 'spoilt.capsule');
    writeFileSync(file, Buffer.concat(frames));
    expect(decodeFrame(frames[0] as Uint8Array).header).toMatchObject({ type: 'capsule' });
    const { code, json } = await home.run('replay', file, '--json');
    expect(json).toMatchObject({ ok: false, same: false, difference: { expected: '12345' } });
    expect(code).toBe(1);
  });

  it('refuses what is no capsule with one sentence', async () => {
    const file = join(home.dir, 'bars.csv');
    writeFileSync(file, 'time,open,high,low,close,volume\n');
    const { code, stderr } = await home.run('replay', file);
    expect(stderr).toMatch(/^This is no recording that can be replayed: [^\n]+\n$/);
    expect(code).toBe(1);
  });
});
