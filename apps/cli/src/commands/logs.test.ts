import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';
import { LogTail } from '../log-files.ts';

let home: TestHome;
let dir: string;
beforeAll(() => {
  home = createTestHome();
  dir = join(home.dir, 'logs');
  mkdirSync(dir, { recursive: true });
});
afterAll(() => home[Symbol.dispose]());

const line = (plugin: string, text: string, time = 1_700_000_000_000) =>
  `${JSON.stringify({ level: 'info', time, plugin, text })}\n`;
const write = (number: number, text: string) => writeFileSync(join(dir, `terminal.${number}.log`), text);

describe('the log of one plugin', () => {
  it('is read in the order of the files, without the lines of others', async () => {
    write(10, line('mine', 'third'));
    write(9, [line('mine', 'first'), line('other', 'about mine'), 'no JSON, mine\n', line('mine', 'second')].join(''));
    const texts = (await new LogTail(dir, 'mine').read(100)).map(({ text }) => text);
    expect(texts).toEqual(['first', 'second', 'third']);
    expect((await new LogTail(dir, 'mine').read(2)).map(({ text }) => text)).toEqual(['second', 'third']);
  });

  it('goes on where it stopped, over the end of a file and over half a line', async () => {
    write(10, line('mine', 'one'));
    const tail = new LogTail(dir, 'mine');
    await tail.read(100);
    const half = line('mine', 'täglich');
    const bytes = Buffer.from(half);
    const cut = bytes.indexOf(0xc3) + 1;
    appendFileSync(join(dir, 'terminal.10.log'), bytes.subarray(0, cut));
    expect(await tail.read(100)).toEqual([]);
    appendFileSync(join(dir, 'terminal.10.log'), bytes.subarray(cut));
    write(11, line('mine', 'next'));
    expect((await tail.read(100)).map(({ text }) => text)).toEqual(['täglich', 'next']);
    expect(await tail.read(100)).toEqual([]);
  });

  it('is empty where there is no log', async () => {
    expect(await new LogTail(join(dir, 'none'), 'mine').read(10)).toEqual([]);
  });
});

describe('logs from the outside', () => {
  it('lets no text of a plugin pass for a line of the log', async () => {
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
    write(1, line('mine', 'one\n2023-11-14T22:13:20.000Z  error  forged\u001b[2J'));
    const { stdout } = await home.run('logs', 'mine');
    expect(stdout).toBe('2023-11-14T22:13:20.000Z  info   one\n    2023-11-14T22:13:20.000Z  error  forged [2J\n');
    expect((await home.run('logs', 'mine', '--json')).json).toMatchObject({
      plugin: 'mine',
      lines: [{ level: 'info' }],
    });
    expect((await home.run('logs', 'nobody')).stdout).toBe('The log has no line of nobody.\n');
    expect((await home.run('logs', 'mine', '--json', '--follow')).code).not.toBe(0);
  });
});

describe('choosing lines', () => {
  it('goes by level and by time, and counts only what is asked for', async () => {
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
    const at = (level: string, text: string, time: number) =>
      `${JSON.stringify({ level, time, plugin: 'mine', text })}\n`;
    const noise = Array.from({ length: 300 }, (_, n) => at('debug', `noise ${n}`, 1_700_000_000_000)).join('');
    write(1, at('error', 'old', 1_600_000_000_000) + at('warn', 'near', 1_700_000_000_000) + noise);
    const texts = async (...args: string[]) => {
      const { json } = await home.run('logs', 'mine', '--json', ...args);
      return (json as { lines: { text: string }[] }).lines.map(({ text }) => text);
    };
    expect(await texts('--level', 'warn')).toEqual(['old', 'near']);
    expect(await texts('--level', 'warn', '--since', '2023-01-01')).toEqual(['near']);
    expect(await texts('--lines', '2')).toEqual(['noise 298', 'noise 299']);
    expect((await home.run('logs', 'mine', '--level', 'loud', '--json')).json).toMatchObject({
      error: { code: 'cli.usage' },
    });
    expect((await home.run('logs', 'mine', '--since', 'soon', '--json')).json).toMatchObject({
      error: { code: 'cli.bad-time' },
    });
  });
});
